namespace CdViz.Api.Hosting;

/// <summary>Drops what rebuilds that were killed have left half built, while the server runs: they are shown as running until then.</summary>
internal sealed class RebuildKeeper(ProjectionEngine engine, TimeProvider time, DatabaseNews news, ILogger<RebuildKeeper> log)
    : Keeper(TimeSpan.FromSeconds(2), "What killed rebuilds have left could not be looked for now", time, news, log)
{
    private readonly ILogger<RebuildKeeper> log = log;

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken ct)
    {
        foreach (var name in await engine.RemoveAbandonedAsync(ct))
        {
            log.LogWarning("Projection {Name}: a rebuild was killed; what it had built is dropped", name);
        }
    }
}
