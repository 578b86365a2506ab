using System.Diagnostics.Metrics;

namespace CdViz.Api.Telemetry;

/// <summary>How much waits in the inbox, asked when it is wanted.</summary>
public sealed class InboxMeasures : IDisposable
{
    private readonly Meter meter = new("CdViz.Inbox");
    private readonly LastAnswer<InboxTotals?> last;

    /// <summary>Publishes the instruments.</summary>
    public InboxMeasures(InboxStore inbox)
    {
        last = new(async ct => await inbox.TotalsAsync(ct), null);
        Gauge("cdviz.inbox.waiting", null, "Entries of the inbox that wait to be taken.", totals => totals.Waiting);
        Gauge("cdviz.inbox.oldest", "s", "Age of the oldest entry of the inbox that waits.", totals => totals.OldestSeconds);
    }

    /// <summary>Asks anew. When the database does not answer, the measurements are left out.</summary>
    public Task RefreshAsync(CancellationToken ct) => last.RefreshAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private void Gauge(string name, string? unit, string description, Func<InboxTotals, double> measure) => meter.CreateObservableGauge(
        name, () => last.Value is { } totals ? [new Measurement<double>(measure(totals))] : Array.Empty<Measurement<double>>(), unit, description);
}
