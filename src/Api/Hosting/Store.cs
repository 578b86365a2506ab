using CdViz.Adapters;
using CdViz.Domain;
using Npgsql;

namespace CdViz.Api;

/// <summary>The store behind the doors: log, quarantine, projections.</summary>
internal static class Store
{
    /// <summary>Adds it.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, Settings settings) => services
        .AddSingleton(provider => new NpgsqlDataSourceBuilder(settings.EventStore)
        {
            ConnectionStringBuilder = { ApplicationName = "CdViz.EventStore" },
        }.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>()).Build())
        .AddSingleton(settings.Admitter())
        .AddSingleton<AdmissionModes>()
        .AddSingleton(settings.Append)
        .AddSingleton(settings.Projections.Files())
        .AddSingleton(provider => provider.GetRequiredService<ProjectionFiles>().WithBuiltIn)
        .AddEventStore(settings.EventStore, settings.Projections.Run)
        .AddSingleton<QuarantineStore>()
        .AddSingleton<QuarantineReader>()
        .AddSingleton(settings.Quarantine)
        .AddSingleton<QuarantinePruner>()
        .AddSingleton<QuarantineRedrive>()
        .AddSingleton(provider => new Recorder(
            provider.GetRequiredService<Appender>(), provider.GetRequiredService<QuarantineStore>(), provider.GetRequiredService<Admitter>(),
            provider.GetRequiredService<AdmissionModes>().Of, settings.Append, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<InboxStore>()
        .AddSingleton<InboxDrain>()
        .AddSingleton(settings.Inbox)
        .AddSingleton<InboxPruner>()
        .AddHostedService<InboxWorker>();
}
