using CdViz.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Wolverine.Http;

namespace CdViz.Api;

/// <summary><c>POST /cdevents</c>: the door for CDEvents.</summary>
public static class CdEventEndpoints
{
    /// <summary>Record one CDEvent, or many</summary>
    /// <remarks>
    /// One: bare JSON, or a CloudEvent in binary or structured mode. Many: a JSON array, a CloudEvents batch, or NDJSON of any length. An answer of success
    /// means it is committed. To send an event again is safe: it is answered as a duplicate.
    /// </remarks>
    [WolverinePost("/cdevents", OperationId = "postCdEvents"), Tags("Events"), Authorize(Scopes.Write), Refuses(400, 409, 413, 415, 422, 503)]
    [ProducesResponseType<Receipt>(StatusCodes.Status201Created)]
    [ProducesResponseType<ManyReceipt>(StatusCodes.Status200OK)]
    [ProducesResponseType<QuarantineReceipt>(StatusCodes.Status202Accepted)]
    public static async Task<Answer> PostAsync(
        HttpContext context, Admitter admitter, AdmissionModes modes, Recorder recorder, BulkRecorder bulk, Settings settings, Measures measures, CancellationToken ct)
    {
        var request = context.Request;
        var sending = Sending.Of(context);
        var asked = modes.Of(sending.Sender);
        var limit = settings.Limits.EventBytes;
        var carried = IsPacked(request) ? CloudEventsMode.Unsupported : CloudEvents.ModeOf(request.ContentType, request.Headers.ContainsKey("ce-specversion"));
        switch (carried)
        {
            case CloudEventsMode.Unsupported:
                return new(Problems.MediaType());
            case CloudEventsMode.Lines:
                LetPause(context);
                return new(await ManyAsync(context, bulk, new LineCutter(), limit, json => admitter.Admit(json, asked), sending, ct));
            case CloudEventsMode.Batch:
                return new(await ManyAsync(
                    context, bulk, new ArrayCutter(), EnvelopeBytes(limit), json => admitter.Admit(CloudEvents.Structured(json), asked), sending, ct));
            case CloudEventsMode.Bare when await BodyReader.PeekAsync(request.BodyReader, ct) is (byte)'[':
                return new(await ManyAsync(context, bulk, new ArrayCutter(), limit, json => admitter.Admit(json, asked), sending, ct));
            default:
                var arrival = await ReadAsync(request, carried, admitter, asked, limit, ct);
                var recorded = await recorder.RecordAsync(arrival, sending, ct);
                measures.Count(recorded);
                return new(One(context, recorded));
        }
    }

    /// <summary>The middleware that unpacks takes Content-Encoding away when it knows it, but leaves what says that nothing is packed.</summary>
    internal static bool IsPacked(HttpRequest request) => request.Headers.ContentEncoding is { Count: > 0 } encodings
        && !encodings.ToString().Split(',').All(encoding => encoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase));

    private static async ValueTask<Arrival> ReadAsync(
        HttpRequest request, CloudEventsMode carried, Admitter admitter, AdmissionMode asked, int limit, CancellationToken ct)
    {
        var allowed = carried is CloudEventsMode.Structured ? EnvelopeBytes(limit) : limit;
        if (request.ContentLength > allowed || await BodyReader.ReadWholeAsync(request.BodyReader, allowed, ct) is not { } body)
        {
            return new Arrival(0, default, null);
        }

        return new Arrival(0, body, carried switch
        {
            CloudEventsMode.Structured => admitter.Admit(CloudEvents.Structured(body), asked),
            CloudEventsMode.Binary => admitter.Admit(CloudEvents.Binary(name => request.Headers[name], body), asked),
            _ => admitter.Admit(body, asked),
        });
    }

    /// <summary>A CloudEvent may carry the CDEvent as text or in base64, which makes it longer.</summary>
    private static int EnvelopeBytes(int limit) => limit * 2;

    /// <summary>The answer to one.</summary>
    internal static IResult One(HttpContext context, Recorded recorded) => recorded switch
    {
        Recorded.Appended(var receipt) => Placed(context, StatusCodes.Status201Created, receipt, $"/events/{receipt.Position}"),
        Recorded.Duplicate(var receipt) => Placed(context, StatusCodes.Status200OK, receipt),
        Recorded.Quarantined(var receipt) => TypedResults.Accepted((string?)null, receipt),
        Recorded.Conflict(_, var error, var quarantineId) => Problems.Conflict(error, quarantineId),
        Recorded.NotJson(var message) { QuarantineId: var quarantineId } => Problems.NotJson(message, quarantineId),
        Recorded.Invalid(_, var errors) { QuarantineId: var quarantineId } => Problems.NotACdEvent(errors, quarantineId),
        Recorded.TooLarge(var maxBytes) => Problems.TooLarge(maxBytes),
        Recorded.NotTaken(var retryAfter, var why) => Problems.Unavailable(context, $"{why} Nothing was taken.", retryAfter),
        _ => throw new NotSupportedException(recorded.GetType().Name),
    };

    private static JsonAnswer<Receipt> Placed(HttpContext context, int status, Receipt receipt, string? location = null)
    {
        PositionHeader.Set(context.Response, receipt.Position);
        return new(status, receipt, ApiJson.Relaxed.Receipt, location);
    }

    /// <summary>Records many, and answers.</summary>
    internal static async Task<IResult> ManyAsync(
        HttpContext context,
        BulkRecorder bulk,
        IItemCutter cutter,
        int maxBytes,
        Func<ReadOnlyMemory<byte>, Admission> admit,
        Sending sending,
        CancellationToken ct)
    {
        var (receipt, ended) = await bulk.RecordAsync(context.Request.BodyReader, cutter, maxBytes, admit, sending, ct);
        PositionHeader.Set(context.Response, receipt.LastPosition);
        IResult answer = ended switch
        {
            null => TypedResults.Ok(receipt),
            Recorded.NotTaken(var retryAfter, var why) when receipt is not { Appended: 0, Duplicates: 0, Quarantined: 0 } =>
                Problems.Unavailable(context, $"{why} What 'recorded' counts was taken before; to send it all again is safe.", retryAfter, receipt),
            _ => One(context, ended),
        };
        return ended is Recorded.NotTaken { ServerEnds: true } ? new PartingAnswer(answer) : answer;
    }

    /// <summary>Who sends lines may have nothing to say for a while; the web server would take that for an attack.</summary>
    internal static void LetPause(HttpContext context)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } slowest)
        {
            slowest.MinDataRate = null;
        }
    }

    /// <summary>Ask for permission to send, as CloudEvents webhooks do</summary>
    [WolverineOptions("/cdevents", OperationId = "optionsCdEvents"), Tags("Events"), AllowAnonymous]
    public static Ok Options(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Allow = "POST, OPTIONS";
        if (context.Request.Headers["WebHook-Request-Origin"] is [{ Length: > 0 } origin])
        {
            headers["WebHook-Allowed-Origin"] = origin;
            headers["WebHook-Allowed-Rate"] = "*";
        }

        return TypedResults.Ok();
    }
}
