namespace CdViz.Api.Hosting;

/// <summary>Keeps the inbox within its limits while the server runs.</summary>
internal sealed class InboxKeeper(InboxPruner pruner, Settings settings, TimeProvider time, DatabaseNews news, ILogger<InboxKeeper> log)
    : Keeper(settings.Inbox.PruneEvery, "The inbox could not be kept within its limits now", time, news, log)
{
    private readonly ILogger<InboxKeeper> log = log;

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken ct)
    {
        if (await pruner.RunAsync(ct) is > 0 and var dropped)
        {
            log.LogInformation("Dropped from the inbox: {Count} entries that were taken, beyond Inbox:KeepFor and MaxBytes", dropped);
        }
    }
}
