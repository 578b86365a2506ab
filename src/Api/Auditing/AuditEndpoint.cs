using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Auditing;

/// <summary><c>GET /audit</c>: who did what to the store.</summary>
public static class AuditEndpoint
{
    /// <summary>Who did what to the store</summary>
    /// <remarks>
    /// The latest first: corrections, rebuilds, what was driven again, changes of settings at run time, questions in SQL, commands that write. Who sent an event is
    /// with the event. Entries are kept for a while: settings Audit:KeepFor and Audit:MaxEntries.
    /// </remarks>
    [WolverineGet("/audit", OperationId = "getAudit"), Tags("Operation"), Authorize(Scopes.Admin)]
    public static async Task<Ok<Page<AuditItem>>> GetAsync([FromQuery] Query query, HttpRequest request, AuditStore audit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(audit);
        var limit = QueryValue.Limit(query.Limit);
        var filter = new AuditFilter(query.Actor, query.Action, query.Outcome, QueryValue.Time(query.From), QueryValue.Time(query.To));
        var entries = await audit.LatestAsync(filter, Cursor.Of(query.Cursor) is var (at, id) ? (at, QueryValue.Whole(id, 0)) : null, limit + 1, ct);
        return TypedResults.Ok(Page.Of(request, entries.Select(AuditItem.Of).ToList(), limit, item => new Cursor(item.At, item.Id.ToString(CultureInfo.InvariantCulture))));
    }

    public sealed record Query(string? Actor, string? Action, string? Outcome, string? From, string? To, string? Limit, string? Cursor) : IQuery<Query>
    {
        static AbstractValidator<Query> IQuery<Query>.Rules => new QueryValidator();
    }

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator()
        {
            RuleFor(query => query.Actor).IsText();
            RuleFor(query => query.Action).IsText();
            RuleFor(query => query.Outcome).IsOneOf([.. AuditOutcome.All]);
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
        }
    }
}

/// <summary>Somebody did something to the store.</summary>
/// <param name="Id">Number of the entry.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="Actor">Name of the token, or of the login that ran the command; null where the server asks for no token.</param>
/// <param name="Address">Where from.</param>
/// <param name="Door">http, page or command.</param>
/// <param name="Action">What: method and route of the request, or the command.</param>
/// <param name="Target">To what: the path with its query, or the arguments.</param>
/// <param name="Outcome">done, refused or failed; null while it goes on, and where the server ended before it did.</param>
/// <param name="Status">HTTP status of the answer, or exit code of the command.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="TraceId">W3C trace id of the request.</param>
public sealed record AuditItem(
    long Id, DateTime At, string? Actor, string? Address, string Door, string Action, string Target, string? Outcome, int? Status, double? Seconds, string? TraceId)
{
    internal static AuditItem Of(AuditEntry entry) => new(
        Id: entry.Number, At: entry.At, Actor: entry.What.Actor, Address: entry.What.Address, Door: entry.What.Door, Action: entry.What.Action,
        Target: entry.What.Target, Outcome: entry.Outcome, Status: entry.Status, Seconds: entry.Took?.TotalSeconds, TraceId: entry.What.TraceId);
}
