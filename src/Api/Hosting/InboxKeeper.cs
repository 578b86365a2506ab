namespace CdViz.Api.Hosting;

/// <summary>Keeps the inbox within its limits while the server runs.</summary>
internal sealed class InboxKeeper(InboxPruner pruner, Settings settings, TimeProvider time, DatabaseNews news, ILogger<InboxKeeper> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Inbox.PruneEvery, time);
        do
        {
            try
            {
                if (await pruner.RunAsync(stoppingToken) is > 0 and var dropped)
                {
                    log.LogInformation("Dropped from the inbox: {Count} entries that were taken, beyond Inbox:KeepFor and MaxBytes", dropped);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.Log(news.Away(fault) ? LogLevel.Debug : LogLevel.Warning, "The inbox could not be kept within its limits now: {Reason}", fault.Message);
            }
        }
        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken));
    }
}
