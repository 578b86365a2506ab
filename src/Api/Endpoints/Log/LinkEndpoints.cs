using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Log;

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
                return new(Answers.One(context, recorded, settings));
            default:
                return new(Problems.MediaType());
        }

        async Task<Answer> ManyAsync(IItemCutter cutter)
        {
            var (receipt, ended) = await bulk.RecordAsync(body, cutter, limit, how, recorder.LookAtLink, ct);
            return new(Answers.Many(context, receipt, ended, settings));
        }
    }
}
