using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Log;

/// <summary><c>GET /events</c> and <c>/streams/{id}</c>: the log, page by page.</summary>
public static class EventEndpoints
{
    /// <summary>The events, by position</summary>
    /// <remarks>
    /// A page may have fewer events than asked for, or none, though there are more: go on at 'next' until it is null. 'after' is where to go on later, when
    /// the log has grown. With 'before', the latest come first: 9223372036854775807 asks for the newest events.
    /// </remarks>
    [WolverineGet("/events", OperationId = "getEvents"), Tags("Events")]
    public static async Task<Results<Ok<EventList>, ProblemHttpResult>> PageAsync(
        [FromQuery] PageQuery query, HttpRequest request, EventLog log, AnswerSlots slots, CancellationToken ct)
    {
        if (await slots.TakeAsync(request.HttpContext, ct) is { } full)
        {
            return full;
        }

        var filter = new EventFilter(query.Type, query.Subject, query.Source, query.Chain);
        if (query.Before is null)
        {
            var page = await log.PageAsync(QueryValue.Whole(query.After, 0), QueryValue.Limit(query.Limit), filter, ct);
            return TypedResults.Ok(EventList.Of(request, page.Events, page.Next, page.More));
        }

        return TypedResults.Ok(EventList.Back(request, await log.BeforeAsync(QueryValue.Whole(query.Before, 1), QueryValue.Limit(query.Limit), filter, ct)));
    }

    /// <summary>One event, raw</summary>
    /// <remarks>The CDEvent alone, as a CloudEvent in binary mode: what the store knows of it is in the headers.</remarks>
    [WolverineGet("/events/{position:long}", OperationId = "getEvent"), Tags("Events"), Refuses(404)]
    public static async Task<Results<RawEvent, ProblemHttpResult>> AtAsync(long position, HttpContext context, EventLog log, AnswerSlots slots, CancellationToken ct) =>
        await slots.TakeAsync(context, ct) is { } full ? full
            : await log.AtAsync(position, ct) is { } e ? new RawEvent(e) : Problems.NotFound($"There is no event at position {position}.");

    /// <summary>One subject's events, by version</summary>
    /// <remarks>The id is 'subject type|subject source|subject id', percent-encoded: pipelinerun%7C%2Fci%7Crun-17.</remarks>
    [WolverineGet("/streams/{**id}", OperationId = "getStream"), Tags("Events"), Refuses(404)]
    public static async Task<Results<Ok<EventList>, ProblemHttpResult>> StreamAsync(
        [FromQuery] StreamQuery query, string id, HttpRequest request, EventLog log, AnswerSlots slots, CancellationToken ct)
    {
        if (await slots.TakeAsync(request.HttpContext, ct) is { } full)
        {
            return full;
        }

        var stream = PathId.Of(request, "/streams/", id);
        var (after, limit) = (QueryValue.Whole(query.After, 0), QueryValue.Limit(query.Limit));
        var page = await log.StreamAsync(stream, after, limit, ct);
        if (page.Events.Count == 0 && (after == 0 || (await log.StreamAsync(stream, 0, 1, ct)).Events.Count == 0))
        {
            return Problems.NotFound($"There is no stream '{stream}'.");
        }

        return TypedResults.Ok(EventList.Of(request, page.Events, page.Next, page.More));
    }

    public sealed record PageQuery(string? After, string? Before, string? Limit, string? Type, string? Subject, string? Source, string? Chain) : IQuery<PageQuery>
    {
        static AbstractValidator<PageQuery> IQuery<PageQuery>.Rules => new PageQueryRules();
    }

    public sealed record StreamQuery(string? After, string? Limit) : IQuery<StreamQuery>
    {
        static AbstractValidator<StreamQuery> IQuery<StreamQuery>.Rules => new StreamQueryRules();
    }

    private sealed class PageQueryRules : AbstractValidator<PageQuery>
    {
        public PageQueryRules()
        {
            RuleFor(query => query.After).IsWhole(0, long.MaxValue);
            RuleFor(query => query.Before).IsWhole(1, long.MaxValue);
            RuleFor(query => query.Before).Null().When(query => query.After is not null).WithErrorCode("query.either").WithMessage("'after' and 'before' exclude each other.");
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Type).IsText();
            RuleFor(query => query.Subject).IsText();
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.Chain).IsText();
        }
    }

    private sealed class StreamQueryRules : AbstractValidator<StreamQuery>
    {
        public StreamQueryRules()
        {
            RuleFor(query => query.After).IsWhole(0, long.MaxValue);
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
        }
    }
}

/// <summary>Some events.</summary>
/// <param name="Items">The events, in order.</param>
/// <param name="Next">Where the next part is, with the same filters; null when this was the last.</param>
/// <param name="After">The <c>after</c> of the next part, also when there is none yet; with <c>before</c>, that of what comes later than this part.</param>
public sealed record EventList(IReadOnlyList<EventItem> Items, string? Next, long After)
{
    /// <summary>The part of a list that a request asked for.</summary>
    public static EventList Of(HttpRequest request, IReadOnlyList<StoredEvent> events, long after, bool more) => new(
        [.. events.Select(EventItem.Of)],
        more ? Page.Link(request, "after", after.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null,
        after);

    /// <summary>The part of a list that goes back from a position.</summary>
    public static EventList Back(HttpRequest request, EventPage page) => new(
        [.. page.Events.Select(EventItem.Of)],
        page.More ? Page.Link(request, "before", page.Next.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null,
        page.Events is [var newest, ..] ? newest.Position : 0);
}

/// <summary>An event of the log.</summary>
/// <param name="Position">Place in the whole log, from 1, in the order of commits.</param>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Version">Place in the stream, from 1.</param>
/// <param name="EventId">UUIDv5 of (context.source, context.id).</param>
/// <param name="Type">Name of the event type in the log: <c>pipeline_run_started</c>.</param>
/// <param name="OccurredAt">The event's own time, UTC.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="ChainId">context.chainId.</param>
/// <param name="Sender">Whose token it came with.</param>
/// <param name="Data">The CDEvent.</param>
public sealed record EventItem(
    long Position,
    string Stream,
    long Version,
    Guid EventId,
    string Type,
    DateTime OccurredAt,
    DateTime RecordedAt,
    string? ChainId,
    string? Sender,
    [property: JsonConverter(typeof(RawJsonConverter))] ReadOnlyMemory<byte> Data)
{
    /// <summary>The event as it is shown.</summary>
    public static EventItem Of(StoredEvent e) =>
        new(e.Position, e.Stream, e.Version, e.Id, e.Type, e.OccurredAt, e.RecordedAt, e.ChainId, e.Sender, e.Data);
}
