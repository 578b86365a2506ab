using System.Collections.Concurrent;
using JasperFx.Events.Daemon;
using JasperFx.Events.Daemon.HighWater;
using JasperFx.Events.Projections;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Store;

/// <summary>
/// What the projections of a node have in common while Marten's daemon runs them: the feed, which looks at the log once for all; and the wake-up of the daemon itself,
/// which comes when they have been told already.
/// </summary>
public sealed class ProjectionRuntime : IDaemonWakeup, IAsyncDisposable
{
    /// <summary>How long after an append the daemon looks at the log: by then the projections have reached it, and there is nothing for the daemon to load.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromMilliseconds(100);

    /// <summary>The same while the log grows all the time.</summary>
    private static readonly TimeSpan FarBehind = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<ProjectionExecution, bool> running = [];
    private readonly ConcurrentDictionary<string, ProjectionWorker> workers = new(StringComparer.Ordinal);
    private readonly LogSignal signal;
    private readonly Func<IProjectionDaemon?> daemon;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lazy<Task> looking;
    private long seen;

    /// <summary>Nothing runs yet.</summary>
    /// <param name="database">Connections for the projections.</param>
    /// <param name="projections">The catalogue.</param>
    /// <param name="signal">Says when the log has grown.</param>
    /// <param name="daemon">Marten's daemon, once there is one.</param>
    /// <param name="logger">Where trouble is told.</param>
    public ProjectionRuntime(
        NpgsqlDataSource database, IReadOnlyList<Projection> projections, LogSignal signal, Func<IProjectionDaemon?> daemon, ILogger<ProjectionRuntime> logger)
    {
        (Database, this.signal, this.daemon, Logger) = (database, signal, daemon, logger);
        Feed = new SharedFeed(database, projections.Where(p => p.Lifecycle is Lifecycle.Async), signal, logger);
        looking = new(() => Task.Run(() => Feed.RunAsync(stopping.Token)));
    }

    internal NpgsqlDataSource Database { get; }

    internal SharedFeed Feed { get; }

    internal ILogger Logger { get; }

    /// <inheritdoc/>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken token)
    {
        var head = await signal.WaitBeyondAsync(seen, timeout, token);
        if (head > seen)
        {
            await Task.Delay(head > seen + 8 ? FarBehind : Behind, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            seen = signal.Head;
        }

        foreach (var execution in running.Keys)
        {
            await execution.ReportAsync();
        }
    }

    /// <summary>What moves a projection on this node; it remembers what it has tried, however often the daemon starts the shard.</summary>
    internal ProjectionWorker Worker(Projection projection) =>
        workers.GetOrAdd(projection.Name, _ => new ProjectionWorker(Database, projection, Feed, signal.News, Logger));

    /// <summary>The daemon's side of a shard that runs here, or null while the daemon starts it.</summary>
    internal ISubscriptionAgent? Agent(ShardName shard) => daemon()?.CurrentAgents().FirstOrDefault(agent => agent.Name.Equals(shard));

    /// <summary>Notes that a projection runs here.</summary>
    internal void Begin(ProjectionExecution execution)
    {
        running[execution] = true;
        _ = looking.Value;
    }

    /// <summary>Notes that it does no longer.</summary>
    internal void End(ProjectionExecution execution) => running.TryRemove(execution, out _);

    /// <summary>Nothing: the daemon disposes of its wake-up whenever it stops.</summary>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (looking.IsValueCreated)
        {
            await looking.Value;
        }

        stopping.Dispose();
    }
}
