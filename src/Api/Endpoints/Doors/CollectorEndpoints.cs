using Microsoft.AspNetCore.Authorization;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Doors;

/// <summary>The paths that cdviz-collector has: what points at one may point here.</summary>
public static class CollectorEndpoints
{
    /// <summary>
    /// <c>POST /webhook/{id}</c>: the source of that name, which <c>import-config</c> makes of a collector's webhook; where there is none, a CDEvent as <c>POST /cdevents</c>
    /// takes it, from who has a token with the scope <c>write</c>.
    /// </summary>
    [WolverinePost("/webhook/{webhook}", OperationId = "postCollectorWebhook"), AllowAnonymous, ExcludeFromDescription]
    public static async Task<Answer> PostAsync(
        string webhook, HttpContext context, InboxDoor door, Recorder recorder, BulkRecorder bulk, Settings settings, Measures measures, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Sources.Any(one => one.Type is SourceType.Webhook && one.Name == webhook))
        {
            return await WebhookEndpoint.PostAsync(webhook, context, door, settings, time, ct);
        }

        return context.User.HasClaim("scope", Scopes.Write)
            ? await CdEventEndpoints.PostAsync(context, recorder, bulk, settings, measures, ct)
            : context.User.Identity?.IsAuthenticated is true
            ? new(Problems.Of(StatusCodes.Status403Forbidden, "Not allowed", "The token does not have the scope 'write'."))
            : new(Problems.Of(StatusCodes.Status401Unauthorized, "Not known", $"There is no source '{webhook}' in the settings, so a token with the scope 'write' is needed."));
    }
}
