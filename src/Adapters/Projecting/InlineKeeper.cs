using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>
/// Looks after the inline projections while the process runs: brings one that the appends don't write yet to the end of the log and hands it to them. One node at a
/// time for each. Async projections are run by Marten's daemon.
/// </summary>
/// <param name="database">The database; migrations are applied.</param>
/// <param name="engine">The projections.</param>
/// <param name="news">Told of the database being away.</param>
/// <param name="logger">Where trouble is told.</param>
public sealed class InlineKeeper(NpgsqlDataSource database, ProjectionEngine engine, DatabaseNews news, ILogger<InlineKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(engine.Projections
        .Where(projection => projection.Lifecycle is Lifecycle.Inline)
        .Select(projection => Task.Run(() => KeepAsync(projection, stoppingToken), CancellationToken.None)));

    private async Task KeepAsync(Projection projection, CancellationToken ct)
    {
        var worker = new ProjectionWorker(database, projection, feed: null, news, logger);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var own = await ProjectionLock.TryAsync(database, $"daemon:{projection.Name}", ct);
                if (own is not null)
                {
                    await worker.RunAsync(ct);
                }
            }
            catch (NpgsqlException)
            {
                // The database is away, or the lock went with it: tried again.
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Idle, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
