using CdViz.Adapters;
using Npgsql;

namespace CdViz.Api;

/// <summary>Gets the database ready before anything else of the host starts, whoever starts it.</summary>
internal sealed class Preparation(
    NpgsqlDataSource database, ProjectionFiles files, ProjectionEngine engine, Settings settings, LogSignal signal, Prometheus prometheus, Measures measures)
    : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await Migrations.ApplyAsync(database, cancellationToken);
        await files.TryAsync(database, all: false, cancellationToken);
        await engine.ProvisionAsync(cancellationToken);
        await DoraSettings.ApplyAsync(
            database, settings.Metrics.Production, settings.Metrics.TeamOf(), [.. settings.Definitions.Select(definition => definition.Definition())], cancellationToken);
        signal.Start();
        // They count from the start on.
        _ = (prometheus, measures);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
