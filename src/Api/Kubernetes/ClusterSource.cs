using CdViz.Adapters.Kubernetes;
using Npgsql;

namespace CdViz.Api.Kubernetes;

/// <summary>Watches a cluster, on one node at a time: the others wait until that one leaves it.</summary>
internal sealed class ClusterSource(SourceSettings settings, NpgsqlDataSource database, InboxWriter inbox, SourceMeasures measures, TimeProvider time, ILogger log) : IListener
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(15);

    private int unwatched;
    private bool told;

    /// <summary>Its name.</summary>
    public string Name => settings.Name;

    /// <summary>Why nothing comes from it now; null where it is watched, here or by another node.</summary>
    public string? Away { get; private set; } = $"Source {settings.Name}: not connected yet.";

    /// <summary>What it watches is the cluster's, and waits for nobody.</summary>
    public ValueTask LeaveAsync() => ValueTask.CompletedTask;

    /// <summary>Watches until it is told to end. A cluster or a database that is away is waited for.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var (growing, pause) = (new GrowingPause(FirstPause, MaxPause), FirstPause);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var store = await ClusterStore.TryTakeAsync(database, settings.Name, ct);
                if (store is null)
                {
                    (Away, pause) = (null, MaxPause / 3);
                }
                else
                {
                    await WatchAsync(store, ct);
                }
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                if (Away is null)
                {
                    growing.Reset();
                }

                pause = growing.Next();
                Missing(fault.InnerException is { } inner && fault is HttpRequestException ? inner.Message : fault.Message);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(ClusterStore store, CancellationToken ct)
    {
        using var client = ClusterClient.Create(settings);
        var places = ClusterPlace.Of(settings);
        await store.KeepOnlyAsync(places.Select(place => place.Path), ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        unwatched = places.Count;
        var lists = places.Select(place => WatchAsync(new ClusterList(settings, place, client, store, new(settings.Name, inbox, measures, time), time), client, end.Token)).ToList();
        var first = await Task.WhenAny(lists);
        // Where one fails, all are begun anew: they share the lock.
        await end.CancelAsync();
        await Task.WhenAll(lists).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private Task WatchAsync(ClusterList list, ClusterClient client, CancellationToken ct)
    {
        var isNew = true;
        list.Watched += () =>
        {
            if (isNew && Interlocked.Decrement(ref unwatched) is 0)
            {
                if (Away is not null)
                {
                    log.LogInformation("Source {Name}: watches the cluster at {Address}", settings.Name, client.Address);
                }

                (Away, told) = (null, false);
            }

            isNew = false;
        };
        return list.RunAsync(ct);
    }

    private void Missing(string why)
    {
        Away = $"Source {settings.Name}: the cluster is not watched: {why}";
        if (!told)
        {
            log.LogWarning("{Why} Trying again until it is", Away);
        }

        told = true;
    }
}
