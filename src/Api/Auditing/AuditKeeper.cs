namespace CdViz.Api.Auditing;

/// <summary>Keeps the audit within its limits while the server runs.</summary>
internal sealed class AuditKeeper(AuditStore audit, Settings settings, TimeProvider time, DatabaseNews news, ILogger<AuditKeeper> log)
    : Keeper(settings.Audit.PruneEvery, "The audit could not be kept within its limits now", time, news, log)
{
    private readonly ILogger<AuditKeeper> log = log;

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken ct)
    {
        if (await audit.PruneAsync(settings.Audit, ct) is > 0 and var dropped)
        {
            log.LogInformation("Dropped from the audit: {Count} entries, beyond Audit:KeepFor and MaxEntries", dropped);
        }
    }
}
