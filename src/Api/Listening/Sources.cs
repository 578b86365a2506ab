using Wolverine.Runtime;

namespace CdViz.Api.Listening;

/// <summary>Listens to the sources of the settings while the server runs.</summary>
public sealed class Sources : BackgroundService
{
    private readonly IReadOnlyList<IListener> sources;
    private readonly BrokerDoor door;

    internal Sources(
        Settings settings, BrokerDoor door, SourceMeasures measures, CheckpointStore checkpoints, IWolverineRuntime runtime,
        Func<SourceSettings, ClusterSource> cluster, TimeProvider time, ILogger<Sources> log)
    {
        this.door = door;
        sources = [.. settings.Sources.Select((source, number) => (IListener?)(source.Type switch
        {
            SourceType.RabbitMq => new RabbitMqSource(source, number, runtime, measures.Of(source.Name), time, log),
            SourceType.Kafka => new KafkaSource(source, door, measures.Of(source.Name), log),
            SourceType.Nats => new NatsSource(source, door, measures.Of(source.Name), time, log),
            SourceType.Kubernetes => cluster(source),
            _ => PulledSources.Of(source, settings, checkpoints, door, measures.Of(source.Name), time, log),
        })).OfType<IListener>()];
        foreach (var source in sources)
        {
            measures.Of(source.Name).IsAway = () => source.Away is not null;
        }
    }

    /// <summary>Which of them nothing comes from now, for everybody to read; the log says why.</summary>
    public IEnumerable<string> Silent => sources.Where(source => source.Away is not null).Select(source => $"Source {source.Name}: nothing comes from it now; the log says why.");

    /// <summary>Why nothing comes from one of them now, for those who may ask; null where something does, or it is none of these.</summary>
    public string? WhyAway(string name) => sources.FirstOrDefault(source => source.Name == name)?.Away;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(sources.Select(source => source.LeaveAsync().AsTask()));
        await door.CloseAsync();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var source in sources.OfType<IDisposable>())
        {
            source.Dispose();
        }

        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(sources.Select(source => source.RunAsync(stoppingToken)));
}

/// <summary>Adds the sources.</summary>
internal static class SourceServices
{
    /// <summary>Adds them; after Wolverine, so that they end before it.</summary>
    public static IServiceCollection AddSources(this IServiceCollection services) => services
        .AddSingleton(provider => new BrokerDoor(
            provider.GetRequiredService<Recorder>(), provider.GetRequiredService<InboxWriter>(), provider.GetRequiredService<Settings>(), provider.GetRequiredService<Measures>(),
            provider.GetRequiredService<SourceMeasures>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BrokerDoor>>()))
        .AddSingleton(provider => new Sources(
            provider.GetRequiredService<Settings>(), provider.GetRequiredService<BrokerDoor>(), provider.GetRequiredService<SourceMeasures>(),
            new CheckpointStore(provider.GetRequiredService<EngineConnections>().Source), provider.GetRequiredService<IWolverineRuntime>(),
            source => new ClusterSource(
                source, provider.GetRequiredService<EngineConnections>().Source, provider.GetRequiredService<InboxWriter>(), provider.GetRequiredService<SourceMeasures>(),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Sources>>()),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Sources>>()))
        .AddHostedService(provider => provider.GetRequiredService<Sources>());
}
