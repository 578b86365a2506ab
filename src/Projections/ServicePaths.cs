using System.Text.Json;

namespace CdViz.Projections;

/// <summary>Which files of a repository of many services are whose: a change that touched none of them is not the service's.</summary>
/// <param name="Patterns">Patterns of paths by id of the service; <c>*</c> stands for any characters.</param>
public sealed record ServicePaths(IReadOnlyDictionary<string, IReadOnlyList<string>> Patterns)
{
    /// <summary>Nothing is said of files.</summary>
    public static ServicePaths None { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <summary>As a JSON object, as SQL reads it, in one order.</summary>
    public string Json => JsonSerializer.Serialize(new SortedDictionary<string, IReadOnlyList<string>>(Patterns.ToDictionary(), StringComparer.Ordinal));

    /// <summary>From pairs <c>service=pattern</c>.</summary>
    public static ServicePaths Of(IEnumerable<string> pairs) => new(
        pairs.Select(pair => pair.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(same => same.Key, same => (IReadOnlyList<string>)[.. same.Select(pair => pair[1])]));
}
