using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Doors;

/// <summary><c>POST /cloudevents</c>: the door for CloudEvents of any type.</summary>
public static class CloudEventEndpoint
{
    /// <summary>Take any CloudEvent</summary>
    /// <remarks>
    /// In binary, structured or batched mode. It is kept as it came (cdviz.cloudevent_raw), and translated by what the sources of the settings of the type cloudevents
    /// say of its type, source and subject; /inbox/{id} says what became of it.
    /// </remarks>
    [WolverinePost("/cloudevents", OperationId = "postCloudEvents"), Tags("Inbox"), Authorize(Scopes.Write), Refuses(400, 413, 415, 503)]
    [ProducesResponseType<InboxReceipt>(StatusCodes.Status202Accepted)]
    public static async Task<Answer> PostAsync(HttpContext context, InboxDoor door, InboxTranslation translation, Settings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(door);
        ArgumentNullException.ThrowIfNull(translation);
        if (await door.ReadAsync(context, ct) is not { } body)
        {
            return new(Problems.BodyTooLarge(settings.Limits.EventBytes));
        }

        var headers = InboxHeaders.Of(context.Request.Headers, []);
        try
        {
            var events = ForeignCloudEvents.Read(context.Request.ContentType, headers, body);
            return await door.KeepAsync(context, "cloudevents", context.User.Identity?.Name, translation.RouteOf(events), headers, body, ct);
        }
        catch (NotTranslatedException fault)
        {
            return new(Problems.Of(
                StatusCodes.Status400BadRequest, "Not a CloudEvent", "The request carries no CloudEvent 1.0.", [new Violation("", "cloudevents", fault.Message)]));
        }
    }

    /// <summary>Ask for permission to send CloudEvents</summary>
    [WolverineOptions("/cloudevents", OperationId = "optionsCloudEvents"), Tags("Inbox"), AllowAnonymous]
    public static Ok Options(HttpContext context) => CdEventEndpoints.Options(context);
}
