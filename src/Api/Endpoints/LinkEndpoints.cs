using CdViz.Adapters;
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
        HttpContext context, Recorder recorder, BulkRecorder bulk, Settings settings, Measures measures, CancellationToken ct)
    {
        var (how, mode) = HttpDelivery.Of(context);
        var (body, limit) = (context.Request.BodyReader, settings.Limits.EventBytes);
        switch (mode)
        {
            case CloudEventsMode.Lines:
                CdEventEndpoints.LetPause(context);
                return await ManyAsync(new LineCutter());
            case CloudEventsMode.Bare or CloudEventsMode.Binary when await BodyReader.PeekAsync(body, ct) is (byte)'[':
                return await ManyAsync(new ArrayCutter());
            case CloudEventsMode.Bare or CloudEventsMode.Binary:
                var arrival = await CdEventEndpoints.ReadAsync(context.Request, limit, ct) is { } link
                    ? recorder.LookAtLink(how, link) : new Arrival(how, default, null);
                var recorded = await recorder.OneAsync(arrival, ct);
                measures.Count(recorded);
                return Answers.One(context, recorded, settings);
            default:
                return Problems.MediaType();
        }

        async Task<IResult> ManyAsync(IItemCutter cutter)
        {
            var (receipt, ended) = await bulk.RecordAsync(body, cutter, limit, how, recorder.LookAtLink, ct);
            return Answers.Many(context, receipt, ended, settings);
        }
    }
}
