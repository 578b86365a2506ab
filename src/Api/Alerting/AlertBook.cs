namespace CdViz.Api.Alerting;

/// <summary>The alerts of the settings.</summary>
public sealed class AlertBook
{
    /// <summary>Reads them.</summary>
    public AlertBook(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        All = [.. settings.Alerts.Select(alert => alert.Alert())];
        Root = settings.Public.Url.TrimEnd('/');
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Alert> All { get; }

    /// <summary>What links in messages begin with; empty for no links.</summary>
    public string Root { get; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names => [.. All.Select(alert => alert.Name)];

    /// <summary>One by its name, or null.</summary>
    public Alert? Find(string name) => All.FirstOrDefault(alert => alert.Name == name);
}

/// <summary>Adds alerts to the server.</summary>
internal static class AlertServices
{
    /// <summary>Adds them: what looks, and what sends.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services, Settings settings) => services
        .AddSingleton<AlertBook>()
        .AddSingleton(provider => new AlertStore(provider.GetRequiredService<EngineConnections>().Source))
        .AddSingleton<AlertOutbox>()
        .AddSingleton(_ => new AlertSender(settings.Mail))
        .AddHostedService<AlertKeeper>()
        .AddHostedService<AlertPost>();
}
