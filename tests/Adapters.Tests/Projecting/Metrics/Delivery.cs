namespace CdViz.Adapters.Tests.Projecting.Metrics;

/// <summary>What is told of the delivery of a service, and a log of it.</summary>
internal static class Delivery
{
    public const string All = "'2026-03-01', '2026-04-01'";

    public static async Task<ProjectedLog> LogOf(params CDEvent[] events)
    {
        var log = await ProjectedLog.CreateAsync();
        await log.AppendAsync(events);
        await log.CatchUpAsync();
        return log;
    }

    public static CDEvent Merged(string change, double at, string repository = "shop") =>
        E(change, at, new ChangeMerged { Repository = new Reference(repository) });

    public static CDEvent Packaged(string version, string change, double at) =>
        E($"pkg:oci/shop?tag={version}", at, new ArtifactPackaged { Change = new Reference(change) });

    public static CDEvent Deployed(string version, double at, string service = "shop") =>
        E(service, at, new ServiceDeployed { Environment = new Reference("production"), ArtifactId = $"pkg:oci/shop?tag={version}" });

    public static CDEvent Detected(string incident, double at, string service) =>
        E(incident, at, new IncidentDetected { Environment = new Reference("production"), Service = new Reference(service) });

    public static CDEvent Resolved(string incident, double at, string service) =>
        E(incident, at, new IncidentResolved { Environment = new Reference("production"), Service = new Reference(service) });

    /// <summary>What happened to a subject, so many seconds after the beginning of time.</summary>
    public static CDEvent E(string subject, double at, SubjectContent content) =>
        new($"{subject}-{EventTypes.Of(content).Predicate}-{at}", Events.Source, Events.T(at), subject, content);
}
