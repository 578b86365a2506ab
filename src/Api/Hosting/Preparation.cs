namespace CdViz.Api.Hosting;

/// <summary>Gets the database ready before anything else of the host starts, whoever starts it.</summary>
internal sealed class Preparation(
    EngineConnections connections, ProjectionFiles files, ProjectionEngine engine, Settings settings, SecretBox box, LogSignal signal, Prometheus prometheus, Measures measures, ILogger<Preparation> log)
    : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var database = connections.Source;
        await Migrations.ApplyAsync(database, cancellationToken);
        foreach (var right in await Rights.ApplyAsync(database, cancellationToken))
        {
            log.LogWarning("The login {Open}, which it should not; a superuser takes that away with psql -f db/timescale/roles/rights.sql", right);
        }

        await files.TryAsync(database, all: false, cancellationToken);
        await engine.ProvisionAsync(cancellationToken);
        await files.WriteAsync(database, cancellationToken);
        await DoraSettings.ApplyAsync(
            database, settings.Metrics.Production, settings.Metrics.DeploymentRuns, settings.Metrics.TeamOf(),
            [.. settings.Definitions.Select(definition => definition.Definition())], cancellationToken);
        if (await SubscriptionSecrets.SealAsync(database, box, cancellationToken) is { Count: > 0 } open)
        {
            log.LogWarning("Secrets of the subscriptions {Names} lie in the database as they are, or can't be opened: set Secrets:Key, with Secrets:OldKeys for those of before", string.Join(", ", open));
        }

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
