using CdViz.Adapters;
using CdViz.Domain;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CdViz.Api;

/// <summary><c>POST /cdevents</c>: the door for CDEvents.</summary>
internal static class CdEventEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapCdEvents(this IEndpointRouteBuilder app)
    {
        app.MapPost("/cdevents", PostAsync)
            .RequireAuthorization(Scopes.Write)
            .WithTags("Events").WithName("postCdEvents").WithSummary("Record one CDEvent, or many")
            .WithDescription(
                "One: bare JSON, or a CloudEvent in binary or structured mode. Many: a JSON array, a CloudEvents batch, or NDJSON of any length. "
                + "An answer of success means it is committed. To send an event again is safe: it is answered as a duplicate.")
            .Produces<Receipt>(StatusCodes.Status201Created)
            .Produces<ManyReceipt>()
            .Produces<QuarantineReceipt>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        app.MapMethods("/cdevents", [HttpMethods.Options], Options)
            .WithTags("Events").WithName("optionsCdEvents").WithSummary("Ask for permission to send, as CloudEvents webhooks do")
            .Produces(StatusCodes.Status200OK).AllowAnonymous();
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, Recorder recorder, BulkRecorder bulk, Settings settings, Measures measures, CancellationToken ct)
    {
        var (how, mode) = HttpDelivery.Of(context);
        var (body, limit) = (context.Request.BodyReader, settings.Limits.EventBytes);
        switch (mode)
        {
            case CloudEventsMode.Unsupported:
                return Problems.MediaType();
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
                return Answers.One(context, recorded, settings);
        }

        async Task<IResult> ManyAsync(IItemCutter cutter, int maxBytes)
        {
            var (receipt, ended) = await bulk.RecordAsync(body, cutter, maxBytes, how, (how, json) => recorder.Look(how, json), ct);
            return Answers.Many(context, receipt, ended, settings);
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

    private static void Options(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Allow = "POST, OPTIONS";
        if (context.Request.Headers["WebHook-Request-Origin"] is [{ Length: > 0 } origin])
        {
            headers["WebHook-Allowed-Origin"] = origin;
            headers["WebHook-Allowed-Rate"] = "*";
        }
    }
}
