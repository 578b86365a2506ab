using System.Security.Cryptography;
using System.Text;

namespace CdViz.Projections;

/// <summary>
/// Which environment and which service an event of a service is about. Each is its id, and its own source where the event gives one: two clusters each called
/// production, and two teams' api, are kept apart. Without a source it is the id alone, whichever tool reports it.
/// </summary>
/// <param name="Aliases">Other names of environments and services; what has one has no source.</param>
public sealed record DeploymentPlaces(Aliases Aliases)
{
    /// <summary>Nothing has another name.</summary>
    public static DeploymentPlaces Usual { get; } = new(Aliases.None);

    /// <summary>The place of an event of a service.</summary>
    /// <param name="environment">The environment it names.</param>
    /// <param name="e">The event.</param>
    public DeploymentPlace Of(Reference environment, RecordedEvent e)
    {
        var (where, environmentAlias) = Aliases.Of(AliasRule.Environment, environment.Id, e.OccurredAt);
        var (service, serviceAlias) = Aliases.Of(AliasRule.Service, e.Stream.SubjectId, e.OccurredAt);
        return new(
            where, environmentAlias is null && environment.Source is not "" ? environment.Source : null, service, serviceAlias is null ? e.SubjectSource : null,
            e.Stream.SubjectId, environmentAlias, serviceAlias);
    }
}

/// <summary>A service in an environment.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="EnvironmentSource">Its own source; null where none was given.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ServiceSource">Its own source; null where none was given.</param>
/// <param name="ReportedService">What the event calls the service.</param>
/// <param name="EnvironmentAlias">The rule by which the environment is called so; null where none is needed.</param>
/// <param name="ServiceAlias">The same of the service.</param>
public readonly record struct DeploymentPlace(
    string Environment, string? EnvironmentSource, string Service, string? ServiceSource, string ReportedService, string? EnvironmentAlias, string? ServiceAlias)
{
    /// <summary>
    /// A key that no other place has: <c>environment|service</c>, and a digest of the sources where there are any. A service reported under another name has a key of
    /// its own, for all events of a key are of one subject; <c>cdviz.deployment_latest</c> has the later of the two.
    /// </summary>
    public string Key
    {
        get
        {
            var service = ServiceAlias is null ? Service : $"{ReportedService}\u001f{Service}";
            return EnvironmentSource is null && ServiceSource is null
                ? CompositeKey.Of(Environment, service)
                : CompositeKey.Of($"{Environment}\u001f{Digest(EnvironmentSource, ServiceSource)}", service);
        }
    }

    private static string Digest(string? one, string? other) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{one}\u001f{other}")).AsSpan(0, 16));
}
