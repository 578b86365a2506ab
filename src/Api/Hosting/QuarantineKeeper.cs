namespace CdViz.Api.Hosting;

/// <summary>Keeps the quarantine within its limits while the server runs, and says what it drops.</summary>
internal sealed class QuarantineKeeper(
    QuarantinePruner pruner, QuarantineMeasures measures, Settings settings, TimeProvider time, DatabaseNews news, ILogger<QuarantineKeeper> log)
    : Keeper(settings.Quarantine.PruneEvery, "The quarantine could not be kept within its limits now", time, news, log)
{
    private readonly ILogger<QuarantineKeeper> log = log;

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken ct)
    {
        var gone = new SortedDictionary<(bool TooOld, string Reason), long>();
        try
        {
            await pruner.RunAsync(
                (byReason, tooOld) =>
                {
                    foreach (var (reason, entries) in byReason)
                    {
                        measures.Dropped(reason, entries);
                        gone[(tooOld, reason)] = gone.GetValueOrDefault((tooOld, reason)) + entries;
                    }
                },
                ct);
        }
        finally
        {
            Tell(gone, tooOld: true, "older than Quarantine:KeepFor and KeepInvalidFor allow");
            Tell(gone, tooOld: false, "the oldest, as Quarantine:MaxBytes was exceeded");
        }
    }

    private void Tell(SortedDictionary<(bool TooOld, string Reason), long> gone, bool tooOld, string why)
    {
        var counts = gone.Where(one => one.Key.TooOld == tooOld).Select(one => FormattableString.Invariant($"{one.Value} {one.Key.Reason}")).ToList();
        if (counts.Count > 0)
        {
            log.LogWarning("Dropped from the quarantine: {Counts}; {Why}", string.Join(", ", counts), why);
        }
    }
}
