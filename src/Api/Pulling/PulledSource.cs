namespace CdViz.Api.Pulling;

/// <summary>Asks a source again and again while the server runs. Of the nodes that have it one asks at a time.</summary>
internal sealed class PulledSource(
    SourceSettings settings, IPolled polled, CheckpointStore store, BrokerDoor door, SourceCount count, ILogger log) : IListener, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    /// <summary>How long after the end of a node another asks in its place, at most.</summary>
    private static readonly TimeSpan MaxTurn = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource left = new();
    private readonly SemaphoreSlim woken = new(0, 1);
    private readonly Presence presence = new(settings, polled.What, log);

    /// <inheritdoc/>
    public string Name => settings.Name;

    /// <inheritdoc/>
    public string? Away => presence.Away;

    /// <inheritdoc/>
    public async ValueTask LeaveAsync() => await left.CancelAsync();

    /// <summary>It answers, before it has answered all.</summary>
    public void Begun() => presence.Back();

    /// <summary>Asks at once.</summary>
    public void Wake()
    {
        try
        {
            woken.Release();
        }
        catch (Exception fault) when (fault is SemaphoreFullException or ObjectDisposedException)
        {
            // It is about to be asked, or never again.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (polled as IDisposable)?.Dispose();
        left.Dispose();
        woken.Dispose();
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, left.Token);
        var pull = new Pull(settings, store, door, count, log);
        var (pause, isWoken) = (new GrowingPause(FirstPause, MaxPause), false);
        while (!ends.IsCancellationRequested)
        {
            var wait = settings.Every;
            try
            {
                wait = await AskAsync(pull, isWoken, ends.Token) ?? settings.Every;
                pause.Reset();
                presence.Back();
            }
            catch (Exception fault) when (!ends.IsCancellationRequested)
            {
                presence.Missing(fault.Message);
                wait = (fault as PullException)?.Again ?? pause.Next();
            }
            catch (Exception) when (ends.IsCancellationRequested)
            {
                return;
            }

            isWoken = await PauseAsync(wait, ends.Token);
        }
    }

    /// <summary>Asks, unless another node does, or did a moment ago.</summary>
    private async Task<TimeSpan?> AskAsync(Pull pull, bool isWoken, CancellationToken ct)
    {
        await using var right = await store.TryLockAsync(settings.Name, ct);
        if (right is null)
        {
            return settings.Every < MaxTurn ? settings.Every : MaxTurn;
        }

        if (!isWoken && settings.Type is not (SourceType.Folder or SourceType.Sse) && await store.AgeAsync(settings.Name, ct) is { } age && age < settings.Every * 0.9)
        {
            return settings.Every - age;
        }

        var again = await polled.PollAsync(pull, ct);
        await store.SaveAsync(settings.Name, "", "", ct);
        return again;
    }

    private async Task<bool> PauseAsync(TimeSpan wait, CancellationToken ct)
    {
        try
        {
            return await woken.WaitAsync(wait, ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
