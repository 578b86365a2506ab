using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api;

/// <summary><c>GET /metrics</c>: what the server measures, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Adds the endpoint.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", GetAsync)
        .WithTags("Operation").WithName("getMetrics").WithSummary("Measurements as Prometheus text")
        .Produces<string>(StatusCodes.Status200OK, "text/plain");

    private static async Task<ContentHttpResult> GetAsync(
        Prometheus prometheus, ProjectionLag lag, QuarantineMeasures quarantine, InboxMeasures inbox, CancellationToken ct)
    {
        await Task.WhenAll(lag.RefreshAsync(ct), quarantine.RefreshAsync(ct), inbox.RefreshAsync(ct));
        return TypedResults.Text(prometheus.Text(), Prometheus.MediaType);
    }
}
