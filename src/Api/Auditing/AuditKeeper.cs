namespace CdViz.Api.Auditing;

/// <summary>Keeps the audit within its limits while the server runs.</summary>
internal sealed class AuditKeeper(AuditStore audit, Settings settings, TimeProvider time, DatabaseNews news, ILogger<AuditKeeper> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Audit.PruneEvery, time);
        do
        {
            try
            {
                if (await audit.PruneAsync(settings.Audit, stoppingToken) is > 0 and var dropped)
                {
                    log.LogInformation("Dropped from the audit: {Count} entries, beyond Audit:KeepFor and MaxEntries", dropped);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.Log(news.Away(fault) ? LogLevel.Debug : LogLevel.Warning, "The audit could not be kept within its limits now: {Reason}", fault.Message);
            }
        }
        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken));
    }
}
