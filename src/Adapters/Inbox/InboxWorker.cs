using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Inbox;

/// <summary>Drains the inbox while the process runs; one node at a time, so that entries of a lane are taken in order. Another takes over when it ends.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="drain">Takes a page.</param>
/// <param name="time">Times the pauses.</param>
/// <param name="news">Told of the database being away.</param>
/// <param name="logger">Where trouble is told.</param>
public sealed class InboxWorker(NpgsqlDataSource dataSource, InboxDrain drain, TimeProvider time, DatabaseNews news, ILogger<InboxWorker> logger) : BackgroundService
{
    /// <summary>No projection can have this name.</summary>
    private const string Lock = ":inbox";

    /// <summary>How long the inbox is looked at again and again after something came: not everybody notifies; see cdviz.store_cdevent.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = TimeSpan.Zero; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await DrainAsync(() => pause = TimeSpan.Zero, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!news.Away(e) && pause == TimeSpan.Zero)
                {
                    logger.LogWarning(e, "The inbox can't be taken now; trying again until it can: {Reason}", e.Message);
                }

                pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(50) : pause * 2 < MaxBackOff ? pause * 2 : MaxBackOff;
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // It stops; what was not taken waits for the next node.
            }
        }
    }

    /// <summary>Drains until something fails.</summary>
    private async Task DrainAsync(Action progressed, CancellationToken ct)
    {
        await using var held = await LockAsync(ct).ConfigureAwait(false);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Sql.ExecuteAsync(held.Connection, "listen cdviz_inbox", ct).ConfigureAwait(false);
        var lanes = drain.Lanes.Select(lane => new Lane(lane, new SemaphoreSlim(0))).ToList();
        var running = lanes.Select(lane => RunAsync(lane, progressed, ends.Token)).ToList();
        running.Add(ListenAsync(held.Connection, lanes, ends.Token));
        try
        {
            // The lock is gone when its connection is; the first that ends ends all.
            await await Task.WhenAny(running).ConfigureAwait(false);
        }
        finally
        {
            await ends.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lanes.ForEach(lane => lane.Woken.Dispose());
        }
    }

    private static async Task ListenAsync(NpgsqlConnection connection, List<Lane> lanes, CancellationToken ct)
    {
        while (connection.FullState is System.Data.ConnectionState.Open)
        {
            await connection.WaitAsync(Silence, ct).ConfigureAwait(false);
            foreach (var lane in lanes.Where(lane => lane.Woken.CurrentCount is 0))
            {
                lane.Woken.Release();
            }
        }
    }

    private async Task RunAsync(Lane lane, Action progressed, CancellationToken ct)
    {
        for (var last = time.GetTimestamp(); ;)
        {
            var (taken, left) = await drain.PageAsync(lane.Entries, ct).ConfigureAwait(false);
            if (taken > 0)
            {
                progressed();
                last = time.GetTimestamp();
            }

            if (left > 0)
            {
                await Task.Delay(BusyPause, time, ct).ConfigureAwait(false);
            }
            else if (taken == 0)
            {
                await lane.Woken.WaitAsync(time.GetElapsedTime(last) < Busy ? BusyPause : Silence, ct).ConfigureAwait(false);
            }
        }
    }

    private async Task<ProjectionLock> LockAsync(CancellationToken ct)
    {
        while (true)
        {
            if (await ProjectionLock.TryAsync(dataSource, Lock, ct).ConfigureAwait(false) is { } held)
            {
                return held;
            }

            await Task.Delay(Silence, time, ct).ConfigureAwait(false);
        }
    }

    private sealed record Lane(InboxLane Entries, SemaphoreSlim Woken);
}
