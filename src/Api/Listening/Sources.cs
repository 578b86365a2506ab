using Wolverine.Runtime;

namespace CdViz.Api.Listening;

/// <summary>Listens to the sources of the settings while the server runs.</summary>
public sealed class Sources : BackgroundService
{
    private readonly IReadOnlyList<RabbitMqSource> sources;
    private readonly BrokerDoor door;

    internal Sources(Settings settings, BrokerDoor door, IWolverineRuntime runtime, TimeProvider time, ILogger<Sources> log) =>
        (this.door, sources) = (door, [.. settings.Sources.Where(source => source.Type is SourceType.RabbitMq).Select((source, number) => new RabbitMqSource(source, number, runtime, time, log))]);

    /// <summary>Which of them nothing comes from now, for everybody to read; the log says why.</summary>
    public IEnumerable<string> Silent => sources.Where(source => source.Away is not null).Select(source => $"Source {source.Name}: nothing comes from it now; the log says why.");

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(sources.Select(source => source.LeaveAsync().AsTask()));
        await door.CloseAsync();
        await base.StopAsync(cancellationToken);
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
            provider.GetRequiredService<Recorder>(), provider.GetRequiredService<Measures>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BrokerDoor>>()))
        .AddSingleton(provider => new Sources(
            provider.GetRequiredService<Settings>(), provider.GetRequiredService<BrokerDoor>(), provider.GetRequiredService<IWolverineRuntime>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Sources>>()))
        .AddHostedService(provider => provider.GetRequiredService<Sources>());
}
