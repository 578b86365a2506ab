using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Log;

/// <summary><c>/quarantine</c>: what came in and is not in the log; drive it again.</summary>
public static class QuarantineEndpoints
{
    /// <summary>What came in and is not in the log, and why</summary>
    /// <remarks>
    /// The latest first, without bodies; open entries when 'state' is left out. The time of an entry, for 'from' and 'to', is when it was last seen.
    /// </remarks>
    [WolverineGet("/quarantine", OperationId = "getQuarantine"), Tags("Quarantine")]
    public static async Task<Ok<Page<QuarantineItem>>> ListAsync(
        [FromQuery] ListQuery query, HttpRequest request, QuarantineReader quarantine, CancellationToken ct)
    {
        var state = query.State is "all" ? null : query.State ?? "open";
        var filter = new QuarantineFilter(state, query.Reason, query.Source, query.Door, QueryValue.Time(query.From), QueryValue.Time(query.To));
        var limit = QueryValue.Limit(query.Limit);
        var entries = await quarantine.LatestAsync(filter, Cursor.Of(query.Cursor) is var (at, id) ? (at, QueryValue.Whole(id, 0)) : null, limit + 1, ct);
        return TypedResults.Ok(Page.Of(
            request,
            entries.Select(QuarantineItem.Of).ToList(),
            limit,
            item => new Cursor(item.ReceivedAt, item.Id.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>One entry: its bytes, how it came in, and what was tried since</summary>
    /// <remarks>The bytes are in 'body' where they are UTF-8, else in 'bodyBase64'.</remarks>
    [WolverineGet("/quarantine/{entry:long}", OperationId = "getQuarantineEntry"), Tags("Quarantine"), Refuses(404)]
    public static async Task<Results<Ok<QuarantineDetail>, ProblemHttpResult>> AtAsync(
        long entry, HttpContext context, QuarantineReader quarantine, AnswerSlots slots, CancellationToken ct) =>
        await slots.TakeWholeAsync(context, ct) is { } full ? full
            : await quarantine.AtAsync(entry, ct) is { } found
            ? TypedResults.Ok(QuarantineDetail.Of(found, await quarantine.AttemptsAsync(entry, ct)))
            : NotFound(entry);

    /// <summary>Drive an entry again</summary>
    /// <remarks>
    /// The bytes as they came go through admission as it is today. What is admitted gets its place in the log now; whatever comes of it is recorded with the
    /// entry. To drive an entry again that is in the log is safe: it is answered as a duplicate.
    /// </remarks>
    [WolverinePost("/quarantine/{entry:long}/redrive", OperationId = "postRedrive"), Tags("Quarantine"), Authorize(Scopes.Admin), Refuses(404)]
    public static async Task<Results<Ok<RedriveReceipt>, ProblemHttpResult>> RedriveAsync(
        long entry, [FromQuery] RedriveQuery query, HttpContext context, QuarantineRedrive redrive, CancellationToken ct)
    {
        try
        {
            return await redrive.OneAsync(entry, context.User.Identity?.Name, query.Lenient is "true", ct) is { } done
                ? TypedResults.Ok(new RedriveReceipt(done.Number, done.Recorded.Word, done.Recorded.Place, done.Message, done.Errors, done.Warnings))
                : NotFound(entry);
        }
        catch (RedriveUnavailableException unavailable)
        {
            return Problems.Unavailable(context, $"{unavailable.Message} The entry is as it was.", TimeSpan.FromSeconds(1));
        }
    }

    private static ProblemHttpResult NotFound(long entry) =>
        Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no entry {entry} in the quarantine."));

    public sealed record ListQuery(
        string? State, string? Reason, string? Source, string? Door, string? From, string? To, string? Limit, string? Cursor)
        : IQuery<ListQuery>
    {
        static AbstractValidator<ListQuery> IQuery<ListQuery>.Rules => new ListQueryRules();
    }

    public sealed record RedriveQuery(string? Lenient) : IQuery<RedriveQuery>
    {
        static AbstractValidator<RedriveQuery> IQuery<RedriveQuery>.Rules => new RedriveQueryRules();
    }

    private sealed class ListQueryRules : AbstractValidator<ListQuery>
    {
        public ListQueryRules()
        {
            RuleFor(query => query.State).IsOneOf("open", "redriven", "all");
            RuleFor(query => query.Reason).IsOneOf([.. QuarantineReason.All]);
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.Door).IsText();
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
        }
    }

    private sealed class RedriveQueryRules : AbstractValidator<RedriveQuery>
    {
        public RedriveQueryRules() => RuleFor(query => query.Lenient).IsOneOf("true", "false");
    }
}

/// <summary>What came of driving an entry again.</summary>
/// <param name="QuarantineId">Number of the entry.</param>
/// <param name="Outcome">appended, duplicate (it was in the log already), quarantined (still not understood), conflict or invalid.</param>
/// <param name="Position">Position in the log of the event with its source and id: its own, or in a conflict the other's; null where there is none.</param>
/// <param name="Message">What came of it in words.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Warnings">What is odd about it, but accepted.</param>
public sealed record RedriveReceipt(
    long QuarantineId,
    string Outcome,
    long? Position,
    string Message,
    IReadOnlyList<Violation> Errors,
    IReadOnlyList<Violation> Warnings);
