namespace CdViz.Api.Alerting;

/// <summary>Looks whether alerts have something to tell, while the server runs: soon after the log has grown, and every few seconds for what comes by time alone.</summary>
internal sealed class AlertKeeper(AlertBook book, AlertStore store, LogSignal signal, TimeProvider time, DatabaseNews news, ILogger<AlertKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, long> looked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (book.All.Count == 0)
        {
            return;
        }

        var (head, pruned) = (0L, (long?)null);
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var alert in book.All.Where(IsDue))
            {
                await LookAsync(alert, stoppingToken);
            }

            if (pruned is not { } last || time.GetElapsedTime(last) >= PruneEvery)
            {
                pruned = time.GetTimestamp();
                await TryAsync("", () => store.PruneAsync(book.Names, stoppingToken), stoppingToken);
            }

            await Task.Delay(Between, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            head = stoppingToken.IsCancellationRequested ? head : await GrownAsync(head, stoppingToken);
        }
    }

    private async Task<long> GrownAsync(long head, CancellationToken ct)
    {
        try
        {
            return await signal.WaitBeyondAsync(head, Still, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return head;
        }
    }

    /// <summary>What is counted over days need not be counted every second.</summary>
    private bool IsDue(Alert alert) => !looked.TryGetValue(alert.Name, out var last) || time.GetElapsedTime(last) >= (alert.Rule switch
    {
        AlertRule.FlakyTest => TimeSpan.FromMinutes(1),
        _ when alert.IsCondition => Still,
        _ => TimeSpan.Zero,
    });

    private async Task LookAsync(Alert alert, CancellationToken ct)
    {
        looked[alert.Name] = time.GetTimestamp();
        await TryAsync(
            alert.Name,
            async () =>
            {
                if (await store.LookAsync(alert, time.GetUtcNow(), ct) is > 0 and var count)
                {
                    log.LogInformation("Alert {Alert} tells {Count} occurrences", alert.Name, count);
                }
            },
            ct);
    }

    private async Task TryAsync(string alert, Func<Task> act, CancellationToken ct)
    {
        try
        {
            await act();
            told.Remove(alert);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            if (!news.Away(fault) && (!told.TryGetValue(alert, out var known) || known != fault.Message))
            {
                told[alert] = fault.Message;
                log.LogWarning("Alert {Alert} could not look now: {Reason}", alert, fault.Message);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; what was not committed is looked at by the next one.
        }
    }
}
