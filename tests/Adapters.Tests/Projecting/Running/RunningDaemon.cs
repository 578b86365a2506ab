using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Tests.Projecting.Running;

/// <summary>A node that runs the projections until it is disposed, set up as the server sets it up.</summary>
internal sealed class RunningDaemon(IHost host) : IAsyncDisposable
{
    private bool disposed;

    public IServiceProvider Services => host.Services;

    public static Task<RunningDaemon> StartAsync(ProjectedLog log, ProjectionEngine? engine = null) => StartAsync(log.ConnectionString, (engine ?? log.Engine).Projections);

    public static async Task<RunningDaemon> StartAsync(string connectionString, IReadOnlyList<Projection> projections)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        builder.Services
            .AddSingleton(NpgsqlDataSource.Create(connectionString))
            .AddSingleton(projections)
            .AddSingleton(new AppenderOptions())
            .AddSingleton(TimeProvider.System)
            .AddEventStore(connectionString, runProjections: true);
        var host = builder.Build();
        host.Services.GetRequiredService<LogSignal>().Start();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
