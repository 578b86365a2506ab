using System.Diagnostics.Metrics;

namespace CdViz.Api.Telemetry;

/// <summary>How far behind the log each projection is, asked when it is wanted.</summary>
public sealed class ProjectionLag : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ProjectionEngine engine;
    private readonly Meter meter = new("CdViz.Projections");
    private volatile IReadOnlyList<ProjectionStatus> last = [];

    /// <summary>Publishes the instruments.</summary>
    public ProjectionLag(ProjectionEngine engine)
    {
        this.engine = engine;
        Gauge("cdviz.projection.lag.events", null, "Events a projection is behind the log.", one => one.LagEvents);
        Gauge("cdviz.projection.lag", "s", "Age of the first event a projection has not applied.", one => one.LagSeconds);
        Gauge("cdviz.projection.stopped", null, "1 when a projection was stopped by a failure.", one => one.State is "stopped" ? 1 : 0);
    }

    /// <summary>Asks anew. When the database does not answer, the measurements are left out.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            last = await engine.StatusAsync(patience.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException || DatabaseAway.Is(fault))
        {
            last = [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private void Gauge(string name, string? unit, string description, Func<ProjectionStatus, double> measure) => meter.CreateObservableGauge(
        name, () => last.Select(one => new Measurement<double>(measure(one), new KeyValuePair<string, object?>("projection", one.Name))), unit, description);
}
