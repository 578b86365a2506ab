using CdViz.Adapters;
using CdViz.Projections;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench;

/// <summary>The daemon in this process, keeping pipeline_runs.</summary>
internal sealed class DaemonRun : IAsyncDisposable
{
    private readonly EngineConnections connections;
    private readonly ProjectionEngine engine;
    private readonly LogSignal signal;
    private readonly ProjectionDaemon daemon;

    private DaemonRun(EngineConnections connections, ProjectionEngine engine, LogSignal signal, ProjectionDaemon daemon) =>
        (this.connections, this.engine, this.signal, this.daemon) = (connections, engine, signal, daemon);

    /// <summary>Starts it.</summary>
    public static async Task<DaemonRun> StartAsync(BenchDatabase database, CancellationToken ct)
    {
        var engine = new ProjectionEngine(database.DataSource, [new PipelineRuns()]);
        await engine.ProvisionAsync(ct);
        var signal = new LogSignal(database.DataSource, TimeProvider.System, NullLogger<LogSignal>.Instance);
        signal.Start();
        var connections = EngineConnections.Create(database.ConnectionString);
        var daemon = new ProjectionDaemon(connections.Source, engine, signal, NullLogger<ProjectionDaemon>.Instance);
        await daemon.StartAsync(ct);
        return new(connections, engine, signal, daemon);
    }

    /// <summary>Waits until it has applied all up to a position.</summary>
    /// <exception cref="InvalidOperationException">The projection has stopped.</exception>
    public async Task ReachAsync(long position, CancellationToken ct)
    {
        while ((await engine.StatusAsync(ct))[0] is var status && status.Position < position)
        {
            if (status.State is "stopped")
            {
                throw new InvalidOperationException($"The projection has stopped: {status.Reason}");
            }

            await Task.Delay(20, ct);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await daemon.StopAsync(CancellationToken.None);
        daemon.Dispose();
        await signal.DisposeAsync();
        await connections.DisposeAsync();
    }
}
