using CdViz.Adapters;
using CdViz.Domain;
using CdViz.Projections;
using Npgsql;

namespace CdViz.Api;

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
        .AddSingleton<IInlineProjections, InlineProjections>()
        .AddSingleton(provider => EngineConnections.Create(settings.EventStore, provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(provider => new Appender(
            provider.GetRequiredService<EngineConnections>().Source, provider.GetRequiredService<IInlineProjections>(), settings.Append, TimeProvider.System,
            provider.GetRequiredService<ILogger<Appender>>(), provider.GetRequiredService<LogSignal>()))
        .AddSingleton<EventLog>()
        .AddSingleton<LogSignal>()
        .AddSingleton<ProgressWatch>()
        .AddSingleton<QuarantineStore>()
        .AddSingleton<QuarantineReader>()
        .AddSingleton(settings.Quarantine)
        .AddSingleton(provider => new QuarantinePruner(Engine(provider), settings.Quarantine))
        .AddSingleton(provider => new QuarantineRedrive(
            Engine(provider),
            provider.GetRequiredService<Appender>(),
            provider.GetRequiredService<Admitter>(),
            provider.GetRequiredService<AdmissionModes>().Of,
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new Intake(
            provider.GetRequiredService<Appender>(), provider.GetRequiredService<QuarantineStore>(), provider.GetRequiredService<Admitter>(),
            provider.GetRequiredService<AdmissionModes>().Of))
        .AddSingleton<InboxStore>()
        .AddSingleton<InboxDrain>()
        .AddSingleton(settings.Inbox)
        .AddSingleton(provider => new InboxPruner(Engine(provider), settings.Inbox))
        .AddHostedService(provider => new InboxWorker(
            Engine(provider), provider.GetRequiredService<InboxDrain>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<InboxWorker>>()))
        .AddSingleton(provider => new ProjectionEngine(Engine(provider), provider.GetRequiredService<IReadOnlyList<Projection>>()))
        .AddDaemon(settings.Projections);

    // For what takes as long as it takes.
    private static NpgsqlDataSource Engine(IServiceProvider provider) => provider.GetRequiredService<EngineConnections>().Source;

    private static IServiceCollection AddDaemon(this IServiceCollection services, ProjectionSettings settings) => !settings.Run ? services : services
        .AddHostedService(provider => new ProjectionDaemon(
            provider.GetRequiredService<EngineConnections>().Source, provider.GetRequiredService<ProjectionEngine>(), provider.GetRequiredService<LogSignal>(),
            provider.GetRequiredService<ILogger<ProjectionDaemon>>()));
}
