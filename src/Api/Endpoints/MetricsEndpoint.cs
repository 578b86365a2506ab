using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints;

/// <summary><c>GET /metrics</c>: what the server measures, for Prometheus.</summary>
public static class MetricsEndpoint
{
    /// <summary>Measurements as Prometheus text</summary>
    [WolverineGet("/metrics", OperationId = "getMetrics"), Tags("Operation")]
    [ProducesResponseType<string>(StatusCodes.Status200OK, "text/plain")]
    public static async Task<Answer> GetAsync(
        Prometheus prometheus, ProjectionLag lag, QuarantineMeasures quarantine, InboxMeasures inbox, SubscriptionMeasures subscriptions, CancellationToken ct)
    {
        await Task.WhenAll(lag.RefreshAsync(ct), quarantine.RefreshAsync(ct), inbox.RefreshAsync(ct), subscriptions.RefreshAsync(ct));
        return new(TypedResults.Text(prometheus.Text(), Prometheus.MediaType));
    }
}
