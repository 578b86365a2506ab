using System.Diagnostics.Metrics;
using CdViz.Adapters;
using Npgsql;

namespace CdViz.Api;

/// <summary>How far behind the log each projection is, asked when it is wanted.</summary>
internal sealed class ProjectionLag : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ProjectionEngine engine;
    private readonly Meter meter = new("CdViz.Projections");
    private volatile IReadOnlyList<ProjectionStatus> last = [];

    /// <summary>Publishes the instruments.</summary>
    public ProjectionLag(ProjectionEngine engine)
    {
        this.engine = engine;
        meter.CreateObservableGauge(
            "cdviz.projection.lag.events", () => last.Select(one => new Measurement<long>(one.LagEvents, Tag(one.Name))), description: "Events a projection is behind the log.");
        meter.CreateObservableGauge(
            "cdviz.projection.lag", () => last.Select(one => new Measurement<double>(one.LagSeconds, Tag(one.Name))), "s", "Age of the first event a projection has not applied.");
        meter.CreateObservableGauge(
            "cdviz.projection.stopped", () => last.Select(one => new Measurement<int>(one.State is "stopped" ? 1 : 0, Tag(one.Name))), description: "1 when a projection was stopped by a failure.");
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
        catch (Exception fault) when (fault is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            last = [];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string projection) => new("projection", projection);
}
