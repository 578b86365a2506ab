using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CdViz.Projections;

/// <summary>
/// Which environment and which service an event of a service is about. Each is its id, and its own source where the event gives one: two clusters each called
/// production, and two teams' api, are kept apart. Without a source it is the id alone, whichever tool reports it.
/// </summary>
/// <param name="SameEnvironments">Other names of environments, ids, and what each is called instead; that has no source.</param>
public sealed record DeploymentPlaces(IReadOnlyDictionary<string, string> SameEnvironments)
{
    /// <summary>No environment has another name.</summary>
    public static DeploymentPlaces Usual { get; } = new(new Dictionary<string, string>());

    /// <summary>The names as a JSON object, as SQL reads them, in one order.</summary>
    public string Json => JsonSerializer.Serialize(new SortedDictionary<string, string>(new Dictionary<string, string>(SameEnvironments), StringComparer.Ordinal));

    /// <summary>From pairs <c>name=environment</c>; of several for one name the last holds.</summary>
    public static DeploymentPlaces Of(IEnumerable<string> pairs) =>
        new(pairs.Select(pair => pair.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(same => same.Key, same => same.Last()[1]));

    /// <summary>The place of an event of a service.</summary>
    /// <param name="environment">The environment it names.</param>
    /// <param name="e">The event.</param>
    public DeploymentPlace Of(Reference environment, RecordedEvent e) => SameEnvironments.TryGetValue(environment.Id, out var name)
        ? new(name, null, e.Stream.SubjectId, e.SubjectSource)
        : new(environment.Id, environment.Source is "" ? null : environment.Source, e.Stream.SubjectId, e.SubjectSource);
}

/// <summary>A service in an environment.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="EnvironmentSource">Its own source; null where none was given.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ServiceSource">Its own source; null where none was given.</param>
public readonly record struct DeploymentPlace(string Environment, string? EnvironmentSource, string Service, string? ServiceSource)
{
    /// <summary>A key that no other place has: <c>environment|service</c>, and a digest of the sources where there are any.</summary>
    public string Key => EnvironmentSource is null && ServiceSource is null
        ? CompositeKey.Of(Environment, Service)
        : CompositeKey.Of($"{Environment}\u001f{Digest(EnvironmentSource, ServiceSource)}", Service);

    private static string Digest(string? one, string? other) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{one}\u001f{other}")).AsSpan(0, 16));
}
