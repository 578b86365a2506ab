using Npgsql;

namespace CdViz.Api.Hosting;

/// <summary>The store behind the doors: log, quarantine, projections.</summary>
internal static class Store
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, Settings settings) => services
        .AddSingleton(provider => QuestionConnections.Create(
            settings.EventStore, settings.Limits.QueryTime, settings.Limits.QueryTempBytes, provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(settings.Admitter())
        .AddSingleton<AdmissionModes>()
        .AddSingleton(settings.Append)
        .AddSingleton(settings.Projections.Files())
        .AddSingleton(provider => provider.GetRequiredService<ProjectionFiles>().WithBuiltIn)
        .AddEventStore(settings.EventStore, settings.Projections.Run)
        .AddSingleton<QuarantineStore>()
        .AddSingleton<QuarantineReader>()
        .AddSingleton(settings.Quarantine)
        .AddSingleton(provider => new QuarantinePruner(Engine(provider), settings.Quarantine))
        .AddSingleton<QuarantineRedrive>()
        .AddSingleton(provider => new Recorder(
            provider.GetRequiredService<Appender>(), provider.GetRequiredService<QuarantineStore>(), provider.GetRequiredService<Admitter>(),
            provider.GetRequiredService<AdmissionModes>().Of, settings.Append, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<InboxStore>()
        .AddSingleton<InboxDrain>()
        .AddSingleton(settings.Inbox)
        .AddSingleton(provider => new InboxPruner(Engine(provider), settings.Inbox))
        .AddHostedService(provider => new InboxWorker(
            Engine(provider), provider.GetRequiredService<InboxDrain>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<DatabaseNews>(),
            provider.GetRequiredService<ILogger<InboxWorker>>()));

    // For what takes as long as it takes.
    private static NpgsqlDataSource Engine(IServiceProvider provider) => provider.GetRequiredService<EngineConnections>().Source;
}
