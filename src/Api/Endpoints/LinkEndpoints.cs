using CdViz.Domain;

namespace CdViz.Api;

/// <summary><c>POST /links</c>: the door for links between events that are sent by themselves.</summary>
internal static class LinkEndpoints
{
    /// <summary>Adds the endpoint.</summary>
    public static void MapLinks(this IEndpointRouteBuilder app) => app.MapPost("/links", PostAsync)
        .RequireAuthorization(Scopes.Write)
        .WithTags("Events").WithName("postLinks").WithSummary("Record one link between events, or many")
        .WithDescription(
            "A START, PATH, END or RELATION of CDEvents that is sent by itself; or many, as a JSON array or NDJSON. The events it names may come later. "
            + "It is kept in the log as an event of type dev.cdeventsx.cdviz-link.posted whose id is the digest of its content, so the same link again is a duplicate.")
        .Produces<Receipt>(StatusCodes.Status201Created)
        .Produces<ManyReceipt>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> PostAsync(
        HttpContext context, Admitter admitter, Recorder recorder, BulkRecorder bulk, Settings settings, Measures measures, CancellationToken ct)
    {
        var request = context.Request;
        var sending = Sending.Of(context);
        var limit = settings.Limits.EventBytes;
        switch (CdEventEndpoints.IsPacked(request) ? CloudEventsMode.Unsupported : CloudEvents.ModeOf(request.ContentType, false))
        {
            case CloudEventsMode.Lines:
                CdEventEndpoints.LetPause(context);
                return await CdEventEndpoints.ManyAsync(context, bulk, new LineCutter(), limit, json => PostedLink.Admit(json, admitter), sending, ct);
            case CloudEventsMode.Bare when await BodyReader.PeekAsync(request.BodyReader, ct) is (byte)'[':
                return await CdEventEndpoints.ManyAsync(context, bulk, new ArrayCutter(), limit, json => PostedLink.Admit(json, admitter), sending, ct);
            case CloudEventsMode.Bare:
                var body = request.ContentLength > limit ? null : await BodyReader.ReadWholeAsync(request.BodyReader, limit, ct);
                var recorded = await recorder.RecordAsync(new Arrival(0, body ?? default, body is { } link ? PostedLink.Admit(link, admitter) : null), sending, ct);
                measures.Count(recorded);
                return CdEventEndpoints.One(context, recorded);
            default:
                return Problems.MediaType();
        }
    }
}
