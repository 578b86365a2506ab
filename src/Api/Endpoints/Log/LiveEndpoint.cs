using System.Globalization;
using System.Text;
using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Wolverine.Http;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace CdViz.Api.Endpoints.Log;

/// <summary><c>GET /events/live</c>: the events as they are committed, as server-sent events.</summary>
public static class LiveEndpoint
{
    /// <summary>Marks a request that wants to know the headers and not wait for events.</summary>
    public static readonly object HeadersAlone = new();

    private const int PageEvents = 200;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Not TypedResults.ServerSentEvents: it has no comments, which keep a connection open while nothing happens.
    /// <summary>The events as they are committed</summary>
    /// <remarks>
    /// Server-sent events: 'id' is the position, 'event' is 'cdevent', 'data' is what GET /events shows. Goes on after the header Last-Event-ID, or after the
    /// parameter 'after'; without either it begins now. Comments keep the connection open. 'types', 'subjects', 'environments' and 'predicate' are those of a subscription's
    /// filter; a predicate that fails over an event, or takes more than 0.1 s for it, ends the stream with an event 'error' that says so.
    /// </remarks>
    [WolverineGet("/events/live", OperationId = "getLiveEvents"), Tags("Events")]
    [ProducesResponseType<EventItem>(StatusCodes.Status200OK, "text/event-stream")]
    public static Task<Answer> LiveAsync(
        [FromQuery] Query query,
        HttpContext context,
        EventLog log,
        LogSignal signal,
        AnswerSlots slots,
        IOptions<JsonOptions> json,
        IHostApplicationLifetime lifetime,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(json);
        var options = json.Value.SerializerOptions;
        return StreamAsync(query, context, log, signal, slots, e => JsonSerializer.Serialize(EventItem.Of(e), options), lifetime, ct);
    }

    /// <summary><c>GET /sse/{id}</c>, as cdviz-collector's sink of that name has it: whatever its id, the CDEvents alone.</summary>
    [WolverineGet("/sse/{id}", OperationId = "getCollectorEvents"), ExcludeFromDescription]
    public static Task<Answer> CollectorAsync(
        string id,
        [FromQuery] Query query,
        HttpContext context,
        EventLog log,
        LogSignal signal,
        AnswerSlots slots,
        IHostApplicationLifetime lifetime,
        CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return StreamAsync(query, context, log, signal, slots, e => Encoding.UTF8.GetString(e.Data.Span), lifetime, ct);
    }

    private static async Task<Answer> StreamAsync(
        Query query, HttpContext context, EventLog log, LogSignal signal, AnswerSlots slots, Func<StoredEvent, string> data, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var door = context.RequestServices.GetRequiredService<TokenDoor>();
        var filter = new EventFilter(query.Type, query.Subject, query.Source, query.Chain);
        var selection = new SubscriptionSelection(new FilterSettings
        {
            Types = Words(query.Types),
            Subjects = Words(query.Subjects),
            Environments = Words(query.Environments),
            Predicate = query.Predicate ?? "",
        });
        var resumeAt = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : query.After;
        var after = resumeAt is not null && QueryValue.TryWhole(resumeAt, out var position) ? position : await log.HeadAsync(ct);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.Items.ContainsKey(HeadersAlone))
        {
            return new(Results.Empty);
        }

        await context.Response.WriteAsync(": live\n\n", ct);
        await context.Response.Body.FlushAsync(ct);
        try
        {
            while (!ending.IsCancellationRequested && door.IsStillGood(context))
            {
                var more = false;
                await slots.Live.WaitAsync(ending.Token);
                try
                {
                    // A client that does not read is let go while this waits for it: Bounds.
                    (after, more) = await PageAsync(context.Response, await log.PageAsync(after, PageEvents, filter, ending.Token), selection, data, ending.Token);
                }
                finally
                {
                    slots.Live.Release();
                }

                if (!more && await signal.WaitBeyondAsync(after, Heartbeat, ending.Token) <= after)
                {
                    await context.Response.WriteAsync(": still here\n\n", ending.Token);
                }

                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (ScriptException fault)
        {
            await context.Response.WriteAsync($"event: error\ndata: {JsonSerializer.Serialize(new { error = fault.Message })}\n\n", ct);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has gone, or the server ends; the client comes back with Last-Event-ID.
        }

        return new(Results.Empty);
    }

    private static async Task<(long After, bool More)> PageAsync(
        HttpResponse response, EventPage page, SubscriptionSelection selection, Func<StoredEvent, string> data, CancellationToken ct)
    {
        var (wanted, looked) = await selection.WantedAsync(page.Events, ct);
        foreach (var e in wanted)
        {
            await WriteAsync(response, e.Position, data(e), ct);
        }

        return looked < page.Events.Count ? (page.Events[looked - 1].Position, true) : (page.Next, page.More);
    }

    // A line break outside of strings is white space to JSON, but an end to a server-sent line.
    private static Task WriteAsync(HttpResponse response, long position, string data, CancellationToken ct) =>
        response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {position}\nevent: cdevent\ndata: {data.Replace('\n', ' ').Replace('\r', ' ')}\n\n"), ct);

    private static string[] Words(string? patterns) => patterns?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public sealed record Query(
        string? After, string? Type, string? Subject, string? Source, string? Chain, string? Types, string? Subjects, string? Environments, string? Predicate) : IQuery<Query>
    {
        static AbstractValidator<Query> IQuery<Query>.Rules => new QueryValidator();
    }

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator()
        {
            RuleFor(query => query.After).IsWhole(0, long.MaxValue);
            RuleFor(query => query.Type).IsText();
            RuleFor(query => query.Subject).IsText();
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.Chain).IsText();
            RuleFor(query => query.Types).IsText();
            RuleFor(query => query.Subjects).IsText();
            RuleFor(query => query.Environments).IsText();
            RuleFor(query => query.Predicate).IsText();
            RuleFor(query => query.Predicate).Must(predicate => predicate is null or "" || SubscriptionScript.Wrong(predicate) is null).WithErrorCode("query.predicate")
                .WithMessage("A JavaScript function is needed, such as event => event.subject.id != 'x'.");
        }
    }
}
