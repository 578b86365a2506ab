using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>A daemon that runs until it is disposed, as on a node of its own.</summary>
internal sealed class RunningDaemon(LogSignal signal, ProjectionDaemon daemon) : IAsyncDisposable
{
    private bool disposed;

    public static async Task<RunningDaemon> StartAsync(ProjectedLog log, ProjectionEngine? engine = null)
    {
        var signal = new LogSignal(log.Database, TimeProvider.System, NullLogger<LogSignal>.Instance);
        signal.Start();
        var daemon = new ProjectionDaemon(log.Database, engine ?? log.Engine, signal, NullLogger<ProjectionDaemon>.Instance);
        await daemon.StartAsync(TestContext.Current.CancellationToken);
        return new(signal, daemon);
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await daemon.StopAsync(CancellationToken.None);
            daemon.Dispose();
            await signal.DisposeAsync();
        }
    }
}
