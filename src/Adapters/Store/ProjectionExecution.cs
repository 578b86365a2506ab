using System.Diagnostics.CodeAnalysis;
using JasperFx.Events.Aggregation;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;

namespace CdViz.Adapters.Store;

/// <summary>
/// A projection on the node where Marten's daemon runs it. It follows the log by the shared feed from when the daemon starts it to when the daemon stops it; the
/// daemon's own pages only say how far the log is. At an event that it fails at it stops, and the daemon shows it as paused, with the reason.
/// </summary>
internal sealed class ProjectionExecution(ProjectionRuntime runtime, Projection projection, ShardName shard) : ISubscriptionExecution
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource stopping = new();
    private readonly ProjectionWorker worker = runtime.Worker(projection);
    private readonly Lock gate = new();
    private Task following = Task.CompletedTask;
    private ShardExecutionMode mode = ShardExecutionMode.Rebuild;
    private long reported;

    /// <inheritdoc/>
    public ShardName ShardName => shard;

    /// <summary>The daemon sets it when it starts the shard: to follow the log, or to rebuild.</summary>
    public ShardExecutionMode Mode
    {
        get => mode;
        set
        {
            lock (gate)
            {
                mode = value;
                if (value is ShardExecutionMode.Continuous && following.IsCompleted && !stopping.IsCancellationRequested)
                {
                    runtime.Begin(this);
                    following = Task.Run(FollowAsync);
                }
            }
        }
    }

    /// <summary>Nothing: the projection follows the log by the feed.</summary>
    public ValueTask EnqueueAsync(JasperFx.Events.Projections.EventPage page, ISubscriptionAgent subscriptionAgent) => ValueTask.CompletedTask;

    /// <summary>Tells the daemon how far the projection is.</summary>
    public async ValueTask ReportAsync()
    {
        if (worker.Position is var position && position > reported && runtime.Agent(shard) is { } agent)
        {
            reported = position;
            await agent.MarkSuccessAsync(position);
        }
    }

    /// <inheritdoc/>
    public async Task ProcessImmediatelyAsync(SubscriptionAgent subscriptionAgent, JasperFx.Events.Projections.EventPage events, CancellationToken cancellation) =>
        await subscriptionAgent.MarkSuccessAsync(await worker.CatchUpAsync(events.Ceiling, cancellation));

    /// <inheritdoc/>
    public async Task ProcessRangeAsync(EventRange range) => await worker.CatchUpAsync(range.SequenceCeiling, stopping.Token);

    /// <inheritdoc/>
    public bool TryBuildReplayExecutor([NotNullWhen(true)] out IReplayExecutor? executor)
    {
        // A shard that begins with an empty table follows the log like any other.
        executor = mode is ShardExecutionMode.Rebuild ? new ProjectionReplay(runtime, projection) : null;
        return executor is not null;
    }

    /// <inheritdoc/>
    public bool TryGetAggregateCache<TId, TDoc>([NotNullWhen(true)] out IAggregateCaching<TId, TDoc>? caching)
    {
        caching = null;
        return false;
    }

    /// <inheritdoc/>
    public Task StopAndDrainAsync(CancellationToken token) => HardStopAsync();

    /// <inheritdoc/>
    public async Task HardStopAsync()
    {
        Task last;
        lock (gate)
        {
            stopping.Cancel();
            last = following;
        }

        runtime.End(this);
        await last;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await HardStopAsync();

    private async Task FollowAsync()
    {
        if (await worker.RunAsync(stopping.Token) is { } stopped)
        {
            // Off this task: to stop the shard the daemon waits for it.
            _ = Task.Run(() => PauseAsync(stopped));
        }
    }

    private async Task PauseAsync(ProjectionStoppedException stopped)
    {
        runtime.End(this);
        while (!stopping.IsCancellationRequested)
        {
            if (runtime.Agent(shard) is { } agent)
            {
                await agent.ReportCriticalFailureAsync(stopped, stopped.Position - 1);
                return;
            }

            await Task.Delay(Moment, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
