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
    /// the log has grown.
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
        var page = await log.PageAsync(QueryValue.Whole(query.After, 0), QueryValue.Limit(query.Limit), filter, ct);
        return TypedResults.Ok(EventList.Of(request, page.Events, page.Next, page.More));
    }

    /// <summary>One event, raw</summary>
    /// <remarks>The CDEvent alone, as a CloudEvent in binary mode: what the store knows of it is in the headers.</remarks>
    [WolverineGet("/events/{position:long}", OperationId = "getEvent"), Tags("Events"), Refuses(404)]
    public static async Task<Results<RawEvent, ProblemHttpResult>> AtAsync(long position, EventLog log, CancellationToken ct) =>
        await log.AtAsync(position, ct) is { } e ? new RawEvent(e) : Problems.NotFound($"There is no event at position {position}.");

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

        var stream = StreamName(request, id);
        var (after, limit) = (QueryValue.Whole(query.After, 0), QueryValue.Limit(query.Limit));
        var page = await log.StreamAsync(stream, after, limit, ct);
        if (page.Events.Count == 0 && (after == 0 || (await log.StreamAsync(stream, 0, 1, ct)).Events.Count == 0))
        {
            return Problems.NotFound($"There is no stream '{stream}'.");
        }

        return TypedResults.Ok(EventList.Of(request, page.Events, page.Next, page.More));
    }

    // Routing leaves %2F as it is and decodes all else, so that a %2F of the id's own could not be told from an encoded slash: read what was sent.
    private static string StreamName(HttpRequest request, string id)
    {
        const string prefix = "/streams/";
        var sent = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget ?? "";
        var begin = sent.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        return begin < 0 ? id : Uri.UnescapeDataString(sent[(begin + prefix.Length)..].Split('?')[0]);
    }

    public sealed record PageQuery(string? After, string? Limit, string? Type, string? Subject, string? Source, string? Chain) : IQuery<PageQuery>
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
/// <param name="After">The <c>after</c> of the next part, also when there is none yet.</param>
public sealed record EventList(IReadOnlyList<EventItem> Items, string? Next, long After)
{
    /// <summary>The part of a list that a request asked for.</summary>
    public static EventList Of(HttpRequest request, IReadOnlyList<StoredEvent> events, long after, bool more) => new(
        [.. events.Select(EventItem.Of)],
        more ? Page.Link(request, "after", after.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null,
        after);
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
