using CdViz.Domain;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api;

/// <summary><c>POST /links</c>: the door for links between events that are sent by themselves.</summary>
public static class LinkEndpoints
{
    /// <summary>Record one link between events, or many</summary>
    /// <remarks>
    /// A START, PATH, END or RELATION of CDEvents that is sent by itself; or many, as a JSON array or NDJSON. The events it names may come later. It is kept
    /// in the log as an event of type dev.cdeventsx.cdviz-link.posted whose id is the digest of its content, so the same link again is a duplicate.
    /// </remarks>
    [WolverinePost("/links", OperationId = "postLinks"), Tags("Events"), Authorize(Scopes.Write), Refuses(400, 413, 415, 422, 503)]
    [ProducesResponseType<Receipt>(StatusCodes.Status201Created)]
    [ProducesResponseType<ManyReceipt>(StatusCodes.Status200OK)]
    public static async Task<Answer> PostAsync(
        HttpContext context, Admitter admitter, Recorder recorder, BulkRecorder bulk, Settings settings, Measures measures, CancellationToken ct)
    {
        var request = context.Request;
        var sending = Sending.Of(context);
        var limit = settings.Limits.EventBytes;
        switch (CdEventEndpoints.IsPacked(request) ? CloudEventsMode.Unsupported : CloudEvents.ModeOf(request.ContentType, false))
        {
            case CloudEventsMode.Lines:
                CdEventEndpoints.LetPause(context);
                return new(await CdEventEndpoints.ManyAsync(context, bulk, new LineCutter(), limit, json => PostedLink.Admit(json, admitter), sending, ct));
            case CloudEventsMode.Bare when await BodyReader.PeekAsync(request.BodyReader, ct) is (byte)'[':
                return new(await CdEventEndpoints.ManyAsync(context, bulk, new ArrayCutter(), limit, json => PostedLink.Admit(json, admitter), sending, ct));
            case CloudEventsMode.Bare:
                var body = request.ContentLength > limit ? null : await BodyReader.ReadWholeAsync(request.BodyReader, limit, ct);
                var recorded = await recorder.RecordAsync(new Arrival(0, body ?? default, body is { } link ? PostedLink.Admit(link, admitter) : null), sending, ct);
                measures.Count(recorded);
                return new(CdEventEndpoints.One(context, recorded));
            default:
                return new(Problems.MediaType());
        }
    }
}
