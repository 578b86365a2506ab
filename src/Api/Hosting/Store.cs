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
        .AddSingleton<EarlierEvents>()
        .AddSingleton<CloudEventRaw>()
        .AddSingleton<SourceMeasures>()
        .AddSingleton(provider => new TranslatorSet(
            settings.Translators, settings.Sources.SelectMany(source => source.Translators), provider.GetRequiredService<ILogger<TranslatorSet>>()))
        .AddSingleton(provider => new InboxTranslation([.. settings.Sources.Select(source => source.ForInbox()).OfType<InboxSource>()], provider.GetRequiredService<TranslatorSet>()))
        .AddSingleton(provider => new InboxDrain(
            provider.GetRequiredService<InboxStore>(), provider.GetRequiredService<Recorder>(), provider.GetRequiredService<InboxTranslation>(),
            provider.GetRequiredService<EarlierEvents>(), provider.GetRequiredService<CloudEventRaw>())
        {
            Attempts = settings.Translators.FunctionAttempts,
            Told = provider.GetRequiredService<SourceMeasures>().Processed,
        })
        .AddSingleton(provider => new InboxWriter(Engine(provider), settings.Append, provider.GetRequiredService<ILogger<InboxWriter>>()))
        .AddHostedService(provider => provider.GetRequiredService<InboxWriter>())
        .AddSingleton(provider => new InboxDoor(provider.GetRequiredService<InboxWriter>(), provider.GetRequiredService<SourceMeasures>(), settings))
        .AddSingleton<SubscriptionMeter>()
        .AddSingleton(provider => new SubscriptionReader(Engine(provider)))
        .AddSingleton(settings.Secrets.Box())
        .AddSingleton(provider => new SubscriptionStore(Engine(provider), provider.GetRequiredService<SecretBox>()))
        .AddSingleton(provider => new TokenStore(Engine(provider)))
        .AddHostedService(provider => new SubscriptionEngine(
            Engine(provider), settings.Subscriptions, provider.GetRequiredService<SecretBox>(), settings.Outgoing, provider.GetRequiredService<LogSignal>(), provider.GetRequiredService<SubscriptionMeter>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(settings.Inbox)
        .AddSingleton(provider => new InboxPruner(Engine(provider), settings.Inbox))
        .AddHostedService(provider => new InboxWorker(
            Engine(provider), provider.GetRequiredService<InboxDrain>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<DatabaseNews>(),
            provider.GetRequiredService<ILogger<InboxWorker>>()));

    // For what takes as long as it takes.
    private static NpgsqlDataSource Engine(IServiceProvider provider) => provider.GetRequiredService<EngineConnections>().Source;
}
