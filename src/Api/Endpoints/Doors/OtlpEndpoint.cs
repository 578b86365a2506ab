using CdViz.Api.Otlp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Doors;

/// <summary><c>POST /v1/logs</c>: the door for logs of OpenTelemetry, OTLP over HTTP.</summary>
public static class OtlpEndpoint
{
    /// <summary>Take logs of OpenTelemetry</summary>
    /// <remarks>
    /// An ExportLogsServiceRequest, in protobuf (application/x-protobuf) or JSON. Records that carry a CDEvent in their body, or say by the conventions deployment, cicd, test and
    /// vcs.change what happened, are kept with the request they came in and translated soon after; the header Location says where in the inbox. Of the others nothing is kept; partialSuccess counts them.
    /// </remarks>
    [WolverinePost("/v1/logs", OperationId = "postLogs"), Tags("Inbox"), Authorize(Scopes.Write), Refuses(400, 413, 415, 503)]
    [ProducesResponseType<OtlpAnswer>(StatusCodes.Status200OK)]
    public static async Task<Answer> PostAsync(HttpContext context, InboxDoor door, Settings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(door);
        ArgumentNullException.ThrowIfNull(settings);
        if (OtlpRequest.IsProtobuf(context.Request.ContentType) is not { } isProtobuf)
        {
            return new(Problems.Of(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", "Allowed: application/x-protobuf, application/json."));
        }

        if (await door.ReadAsync(context, ct) is not { } body)
        {
            return new(Problems.BodyTooLarge(settings.Limits.EventBytes));
        }

        try
        {
            var (all, some) = OtlpRequest.Count(body, isProtobuf);
            var source = settings.Sources.FirstOrDefault(one => one.Type is SourceType.Otlp)?.Name ?? OtlpRequest.Door;
            if (some > 0)
            {
                var kept = await door.KeepAsync(context, OtlpRequest.Door, context.User.Identity?.Name, source, new Dictionary<string, string>(), body, ct);
                if (kept.Result is not Accepted<InboxReceipt> accepted)
                {
                    return kept;
                }

                context.Response.Headers.Location = accepted.Location;
            }

            return new(new OtlpResult(all - some, isProtobuf));
        }
        catch (NotTranslatedException fault)
        {
            return new(Problems.Of(StatusCodes.Status400BadRequest, "Not logs of OpenTelemetry", fault.Message));
        }
    }
}
