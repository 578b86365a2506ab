namespace CdViz.Api.Hosting;

/// <summary>Drops what rebuilds that were killed have left half built, while the server runs: they are shown as running until then.</summary>
internal sealed class RebuildKeeper(ProjectionEngine engine, TimeProvider time, DatabaseNews news, ILogger<RebuildKeeper> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var told = false;
        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var name in await engine.RemoveAbandonedAsync(stoppingToken))
                {
                    log.LogWarning("Projection {Name}: a rebuild was killed; what it had built is dropped", name);
                }

                told = false;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                if (!news.Away(fault) && !told)
                {
                    log.LogWarning("What killed rebuilds have left could not be looked for now: {Reason}", fault.Message);
                }

                told = true;
            }
        }
    }
}
