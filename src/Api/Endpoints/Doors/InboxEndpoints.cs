using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Doors;

/// <summary><c>/inbox</c>: what was answered before it was checked, and what became of it; take it again.</summary>
public static class InboxEndpoints
{
    /// <summary>What came in and was translated, or waits for it</summary>
    /// <remarks>The latest first, without bodies. Entries that were taken are kept for a while, those that could not be translated longer.</remarks>
    [WolverineGet("/inbox", OperationId = "getInbox"), Tags("Inbox")]
    public static async Task<Ok<Page<InboxItem>>> ListAsync([FromQuery] ListQuery query, HttpRequest request, InboxStore inbox, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(inbox);
        var limit = QueryValue.Limit(query.Limit);
        var filter = new InboxFilter(query.State, query.Source, query.Translator, QueryValue.Time(query.From), QueryValue.Time(query.To));
        var (entries, cut) = await inbox.LatestAsync(filter, Cursor.Of(query.Cursor) is var (at, id) ? (at, QueryValue.Whole(id, 0)) : null, limit + 1, ct);
        return TypedResults.Ok(Page.Of(
            request, entries.Select(InboxItem.Of).ToList(), limit, item => new Cursor(item.ReceivedAt, item.Id.ToString(CultureInfo.InvariantCulture)), cut));
    }

    /// <summary>What became of an entry of the inbox</summary>
    /// <remarks>With its bytes: in 'body' where they are UTF-8, else in 'bodyBase64'.</remarks>
    [WolverineGet("/inbox/{id:long}", OperationId = "getInboxEntry"), Tags("Inbox"), Refuses(404)]
    public static async Task<Results<Ok<InboxDetail>, ProblemHttpResult>> AtAsync(long id, HttpContext context, InboxStore inbox, AnswerSlots slots, CancellationToken ct) =>
        await slots.TakeWholeAsync(context, ct) is { } full ? full
            : await inbox.AtAsync(id, ct) is { } entry ? TypedResults.Ok(InboxDetail.Of(entry)) : NotFound(id);

    /// <summary>Take an entry again</summary>
    /// <remarks>It waits again, and is taken as if it had just come in. What of it is in the log already is found there.</remarks>
    [WolverinePost("/inbox/{id:long}/redrive", OperationId = "postInboxRedrive"), Tags("Inbox"), Authorize(Scopes.Admin), Refuses(404)]
    public static async Task<Results<Accepted<InboxItem>, ProblemHttpResult>> RedriveAsync(long id, InboxStore inbox, CancellationToken ct) =>
        await inbox.RedriveAsync(id, ct) && await inbox.AtAsync(id, ct) is { } entry
            ? TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"/inbox/{id}"), InboxItem.Of(entry))
            : NotFound(id);

    /// <summary>Take many entries again</summary>
    /// <remarks>
    /// All that the parameters let through, of which there has to be one: for when a translator was wrong and has been mended. What comes out the same is found in the log,
    /// other events go in as new.
    /// </remarks>
    [WolverinePost("/inbox/redrive", OperationId = "postInboxRedriveMany"), Tags("Inbox"), Authorize(Scopes.Admin), Refuses(400)]
    public static async Task<Results<Accepted<InboxRedriven>, ProblemHttpResult>> RedriveManyAsync([FromQuery] RedriveQuery query, InboxStore inbox, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(inbox);
        var filter = new InboxFilter(query.State, query.Source, query.Translator, QueryValue.Time(query.From), QueryValue.Time(query.To));
        return filter == new InboxFilter()
            ? Problems.BadQuery([new Violation("/state", "query.missing", "At least one of state, source, translator, from and to has to be given.")])
            : TypedResults.Accepted("/inbox?state=waiting", new InboxRedriven(await inbox.RedriveAsync(filter, ct)));
    }

    private static ProblemHttpResult NotFound(long id) => Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no entry {id} in the inbox."));

    public sealed record ListQuery(string? State, string? Source, string? Translator, string? From, string? To, string? Limit, string? Cursor) : IQuery<ListQuery>
    {
        static AbstractValidator<ListQuery> IQuery<ListQuery>.Rules => new ListRules();
    }

    public sealed record RedriveQuery(string? State, string? Source, string? Translator, string? From, string? To) : IQuery<RedriveQuery>
    {
        static AbstractValidator<RedriveQuery> IQuery<RedriveQuery>.Rules => new RedriveRules();
    }

    private sealed class ListRules : AbstractValidator<ListQuery>
    {
        public ListRules()
        {
            RuleFor(query => query.State).IsOneOf([.. InboxState.All]);
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.Translator).IsText();
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
        }
    }

    private sealed class RedriveRules : AbstractValidator<RedriveQuery>
    {
        public RedriveRules()
        {
            RuleFor(query => query.State).IsOneOf([.. InboxState.All.Where(state => state is not InboxState.Waiting)]);
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.Translator).IsText();
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
        }
    }
}
