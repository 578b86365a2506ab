using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CdViz.Bench.Support;

/// <summary>The daemon in this process, keeping pipeline_runs.</summary>
internal sealed class DaemonRun : IAsyncDisposable
{
    private readonly IHost host;
    private readonly ProjectionEngine engine;

    private DaemonRun(IHost host, ProjectionEngine engine) => (this.host, this.engine) = (host, engine);

    /// <summary>Starts it.</summary>
    public static async Task<DaemonRun> StartAsync(BenchDatabase database, CancellationToken ct)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton(database.DataSource)
            .AddSingleton<IReadOnlyList<Projection>>([new PipelineRuns()])
            .AddSingleton(new AppenderOptions())
            .AddSingleton(TimeProvider.System)
            .AddEventStore(database.ConnectionString, runProjections: true);
        var host = builder.Build();
        var engine = host.Services.GetRequiredService<ProjectionEngine>();
        await engine.ProvisionAsync(ct);
        host.Services.GetRequiredService<LogSignal>().Start();
        await host.StartAsync(ct);
        return new(host, engine);
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
        await host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
