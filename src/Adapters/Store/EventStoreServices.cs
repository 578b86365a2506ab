using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Store;

/// <summary>The event store in a host: Marten, the appender, and the projections that Marten's daemon runs.</summary>
public static class EventStoreServices
{
    /// <summary>
    /// Adds it. The host brings an <see cref="NpgsqlDataSource"/>, the catalogue as <c>IReadOnlyList&lt;Projection&gt;</c>, <see cref="AppenderOptions"/> and a
    /// <see cref="TimeProvider"/>; it applies <see cref="Migrations"/> and starts <see cref="LogSignal"/> before it starts.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connectionString">The database, for connections apart from those of the data source.</param>
    /// <param name="runProjections">Whether this node runs projections; false leaves them to others.</param>
    public static IServiceCollection AddEventStore(this IServiceCollection services, string connectionString, bool runProjections)
    {
        services
            .AddSingleton(provider => EngineConnections.Create(connectionString, provider.GetService<ILoggerFactory>()))
            .AddSingleton(provider => new Appender(
                provider.GetRequiredService<EngineConnections>().Appends, provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<AppenderOptions>(),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Appender>>(), provider.GetRequiredService<LogSignal>(),
                provider.GetRequiredService<LogSignal>().Started))
            .AddSingleton(provider => new WriteCheck(
                provider.GetRequiredService<EngineConnections>().Source, provider.GetRequiredService<Appender>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<WriteCheck>>()))
            .AddSingleton<EventLog>()
            .AddSingleton<LogSignal>()
            .AddSingleton(provider => provider.GetRequiredService<LogSignal>().News)
            .AddSingleton<ProgressWatch>()
            .AddSingleton(provider => new ProjectionEngine(
                provider.GetRequiredService<EngineConnections>().Source, provider.GetRequiredService<IReadOnlyList<Projection>>()))
            .AddSingleton(provider => new ProjectionRuntime(
                provider.GetRequiredService<EngineConnections>().Source, provider.GetRequiredService<IReadOnlyList<Projection>>(), provider.GetRequiredService<LogSignal>(),
                () => provider.GetService<IProjectionCoordinator>()?.DaemonForMainDatabase(), provider.GetRequiredService<ILogger<ProjectionRuntime>>()));
        var marten = services.AddMarten(provider => Options(provider, runProjections)).UseLightweightSessions();
        if (runProjections)
        {
            marten.AddAsyncDaemon(DaemonMode.HotCold);
            services.AddHostedService(provider => new InlineKeeper(
                provider.GetRequiredService<EngineConnections>().Source, provider.GetRequiredService<ProjectionEngine>(), provider.GetRequiredService<LogSignal>().News,
                provider.GetRequiredService<ILogger<InlineKeeper>>()));
        }

        return services;
    }

    private static StoreOptions Options(IServiceProvider provider, bool runProjections)
    {
        var runtime = runProjections ? provider.GetRequiredService<ProjectionRuntime>() : null;
        var options = new StoreOptions();
        options.Connection(provider.GetRequiredService<EngineConnections>().Source);
        options.UseCdEvents().AddCdEventProjections(provider.GetRequiredService<IReadOnlyList<Projection>>(), runtime);
        // Each batch notifies on Marten's channel itself. With this on, the daemon would listen by itself and look at the log with each append.
        options.Events.UseListenNotifyForEventAppends = false;
        options.Projections.Wakeup = runtime;
        // A node that dies leaves its projections to the others within a second, and one that is stopped is looked at as often.
        options.Projections.LeadershipPollingTime = 1000;
        options.Projections.HealthCheckPollingTime = TimeSpan.FromSeconds(1);
        options.Projections.AgentPauseTime = TimeSpan.FromSeconds(1);
        return options;
    }
}
