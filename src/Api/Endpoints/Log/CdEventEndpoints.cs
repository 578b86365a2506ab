using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Log;

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
        HttpContext context, Recorder recorder, BulkRecorder bulk, Settings settings, Measures measures, CancellationToken ct)
    {
        var (how, mode) = HttpDelivery.Of(context);
        var (body, limit) = (context.Request.BodyReader, settings.Limits.EventBytes);
        switch (mode)
        {
            case CloudEventsMode.Unsupported:
                return new(Problems.MediaType());
            case CloudEventsMode.Lines:
                LetPause(context);
                return await ManyAsync(new LineCutter(), limit);
            case CloudEventsMode.Batch:
                return await ManyAsync(new ArrayCutter(), EnvelopeBytes(limit));
            case CloudEventsMode.Bare when await BodyReader.PeekAsync(body, ct) is (byte)'[':
                return await ManyAsync(new ArrayCutter(), limit);
            default:
                var allowed = mode is CloudEventsMode.Structured ? EnvelopeBytes(limit) : limit;
                var arrival = await ReadAsync(context.Request, allowed, ct) is { } whole ? recorder.Look(how, whole) : new Arrival(how, default, null);
                var recorded = await recorder.OneAsync(arrival, ct);
                measures.Count(recorded);
                return new(Answers.One(context, recorded, settings));
        }

        async Task<Answer> ManyAsync(IItemCutter cutter, int maxBytes)
        {
            var (receipt, ended) = await bulk.RecordAsync(body, cutter, maxBytes, how, (how, json) => recorder.Look(how, json), ct);
            return new(Answers.Many(context, receipt, ended, settings));
        }
    }

    /// <summary>The body of one event, or null where it is longer than is allowed.</summary>
    internal static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int allowed, CancellationToken ct) =>
        request.ContentLength > allowed ? null : await BodyReader.ReadWholeAsync(request.BodyReader, allowed, ct);

    /// <summary>A CloudEvent may carry the CDEvent as text or in base64, which makes it longer.</summary>
    private static int EnvelopeBytes(int limit) => limit * 2;

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
