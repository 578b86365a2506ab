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
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(engine.Projections.Select(p => Task.Run(() => new ProjectionWorker(database, p, signal, logger).RunAsync(stoppingToken), CancellationToken.None)));
}
