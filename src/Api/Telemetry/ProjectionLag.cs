using System.Diagnostics.Metrics;

namespace CdViz.Api.Telemetry;

/// <summary>How far behind the log each projection is, asked when it is wanted.</summary>
public sealed class ProjectionLag : IDisposable
{
    private readonly Meter meter = new("CdViz.Projections");
    private readonly LastAnswer<IReadOnlyList<ProjectionStatus>> last;

    /// <summary>Publishes the instruments.</summary>
    public ProjectionLag(ProjectionEngine engine)
    {
        last = new(engine.StatusAsync, []);
        Gauge("cdviz.projection.lag.events", null, "Events a projection is behind the log.", one => one.LagEvents);
        Gauge("cdviz.projection.lag", "s", "Age of the first event a projection has not applied.", one => one.LagSeconds);
        Gauge("cdviz.projection.stopped", null, "1 when a projection was stopped by a failure.", one => one.State is "stopped" ? 1 : 0);
    }

    /// <summary>Asks anew. When the database does not answer, the measurements are left out.</summary>
    public Task RefreshAsync(CancellationToken ct) => last.RefreshAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private void Gauge(string name, string? unit, string description, Func<ProjectionStatus, double> measure) => meter.CreateObservableGauge(
        name, () => last.Value.Select(one => new Measurement<double>(measure(one), new KeyValuePair<string, object?>("projection", one.Name))), unit, description);
}
