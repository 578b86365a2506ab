using System.Diagnostics.Metrics;
using Npgsql;

namespace CdViz.Api.Telemetry;

/// <summary>How full the quarantine is, asked when it is wanted, and what was dropped from it.</summary>
public sealed class QuarantineMeasures : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource database;
    private readonly Meter meter = new("CdViz.Quarantine");
    private readonly Counter<long> dropped;
    private volatile IReadOnlyList<QuarantineTotal> last;

    /// <summary>Publishes the instruments.</summary>
    public QuarantineMeasures(NpgsqlDataSource database, Settings settings)
    {
        this.database = database;
        last = [.. from reason in QuarantineReason.All from state in (string[])["open", "redriven"] select new QuarantineTotal(reason, state, 0, 0, 0)];
        Gauge("cdviz.quarantine.entries", null, "Entries of the quarantine, by reason and state.", one => one.Entries);
        Gauge("cdviz.quarantine", "By", "Bytes the quarantine holds, by reason and state.", one => one.Bytes);
        Gauge("cdviz.quarantine.oldest", "s", "Time since the oldest entry was last seen, by reason and state.", one => one.OldestSeconds);
        meter.CreateObservableGauge(
            "cdviz.quarantine.limit.ratio",
            () => (double)last.Sum(one => one.Bytes) / settings.Quarantine.MaxBytes,
            description: "Share of Quarantine:MaxBytes that is used; the oldest entries are dropped above 1.");
        dropped = meter.CreateCounter<long>("cdviz.quarantine.dropped", description: "Entries this node has dropped from the quarantine, by reason.");
        foreach (var reason in QuarantineReason.All)
        {
            Dropped(reason, 0);
        }
    }

    /// <summary>Counts entries that were dropped.</summary>
    public void Dropped(string reason, long entries) => dropped.Add(entries, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Asks anew. When the database does not answer, the measurements stay as they were.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var totals = await QuarantineTotal.AllAsync(database, patience.Token);

            // What was there once and is gone is zero, not as it was.
            var gone = last.Where(one => !totals.Any(total => (total.Reason, total.State) == (one.Reason, one.State)));
            last = [.. totals, .. gone.Select(one => one with { Entries = 0, Bytes = 0, OldestSeconds = 0 })];
        }
        catch (Exception fault) when (fault is OperationCanceledException || DatabaseAway.Is(fault))
        {
        }
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private void Gauge(string name, string? unit, string description, Func<QuarantineTotal, double> measure) => meter.CreateObservableGauge(
        name,
        () => last.Select(one => new Measurement<double>(
            measure(one), new KeyValuePair<string, object?>("reason", one.Reason), new KeyValuePair<string, object?>("state", one.State))),
        unit,
        description);
}
