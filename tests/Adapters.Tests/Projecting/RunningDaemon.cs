using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>A daemon that runs until it is disposed, as on a node of its own.</summary>
internal sealed class RunningDaemon(EngineConnections connections, LogSignal signal, ProjectionDaemon daemon) : IAsyncDisposable
{
    private bool disposed;

    public static async Task<RunningDaemon> StartAsync(ProjectedLog log, ProjectionEngine? engine = null)
    {
        var connections = EngineConnections.Create(log.ConnectionString);
        var signal = new LogSignal(log.Database, TimeProvider.System, NullLogger<LogSignal>.Instance);
        signal.Start();
        var daemon = new ProjectionDaemon(connections.Source, engine ?? log.Engine, signal, NullLogger<ProjectionDaemon>.Instance);
        await daemon.StartAsync(TestContext.Current.CancellationToken);
        return new(connections, signal, daemon);
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await daemon.StopAsync(CancellationToken.None);
            daemon.Dispose();
            await signal.DisposeAsync();
            await connections.DisposeAsync();
        }
    }
}
