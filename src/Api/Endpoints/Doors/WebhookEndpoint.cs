using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Doors;

/// <summary><c>POST /webhooks/{name}</c>: the door for what tools say in words of their own.</summary>
public static class WebhookEndpoint
{
    /// <summary>Take what a tool says</summary>
    /// <remarks>
    /// The name is that of a source of the settings, whose secret and rules say who may post here; where it has none, a token with the scope 'write' is needed. The answer
    /// comes when the body is kept; it is translated soon after, and /inbox/{id} says what became of it.
    /// </remarks>
    [WolverinePost("/webhooks/{webhook}", OperationId = "postWebhook"), Tags("Inbox"), AllowAnonymous, Refuses(400, 401, 403, 404, 413, 415, 503)]
    [ProducesResponseType<InboxReceipt>(StatusCodes.Status202Accepted)]
    public static async Task<Answer> PostAsync(string webhook, HttpContext context, InboxDoor door, Settings settings, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(door);
        ArgumentNullException.ThrowIfNull(time);
        if (settings.Sources.FirstOrDefault(one => one.Type is SourceType.Webhook && one.Name == webhook) is not { } known)
        {
            return new(Problems.NotFound($"There is no source '{webhook}' of the type webhook in the settings."));
        }

        if (await door.ReadAsync(context, ct) is not { } body)
        {
            return new(Problems.BodyTooLarge(settings.Limits.EventBytes));
        }

        if (WebhookGuard.Check(known, context, body.Span, time.GetUtcNow()) is { IsGood: false } verdict)
        {
            door.Refused(webhook);
            return new(Problems.Of(verdict.Status, verdict.Status is StatusCodes.Status401Unauthorized ? "Not known" : "Not allowed", verdict.Why));
        }

        return body.IsEmpty
            ? new(Problems.NotJson("The body is empty.", null))
            : await door.KeepAsync(context, "webhook", webhook, webhook, InboxHeaders.Of(context.Request.Headers, known.KeepHeaders), body, ct);
    }
}
