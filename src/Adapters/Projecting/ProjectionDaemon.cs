using CdViz.Projections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Keeps all projections up to date while the process runs; nodes share them, one node at a time for each.</summary>
/// <param name="database">The database; migrations are applied.</param>
/// <param name="engine">The projections.</param>
/// <param name="signal">Says when the log has grown.</param>
/// <param name="logger">Where trouble is told.</param>
public sealed class ProjectionDaemon(NpgsqlDataSource database, ProjectionEngine engine, LogSignal signal, ILogger<ProjectionDaemon> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var feed = new SharedFeed(database, engine.Projections.Where(p => p.Lifecycle is Lifecycle.Async), signal, logger);
        var workers = engine.Projections.Select(p => new ProjectionWorker(database, p, feed, logger));
        return Task.WhenAll([Run(feed.RunAsync), .. workers.Select(worker => Run(worker.RunAsync))]);

        Task Run(Func<CancellationToken, Task> part) => Task.Run(() => part(stoppingToken), CancellationToken.None);
    }
}
