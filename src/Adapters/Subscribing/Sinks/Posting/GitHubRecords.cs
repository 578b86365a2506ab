using System.Text.Json.Nodes;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>
/// Makes deployment records of an organization's artifacts (GitHub's REST API, Artifact metadata). GitHub keeps one for a deployment in an environment and cluster, so the same
/// again changes nothing.
/// </summary>
internal sealed class GitHubRecords(SinkSettings settings, HttpPosts posts)
{
    private const int Longest = 255;

    private readonly string path = $"/orgs/{settings.Target}/artifacts/metadata/deployment-record";

    /// <summary>Tells of a change; null when GitHub has it, or when something is removed of which nobody says what it was.</summary>
    public async Task<SinkFault?> TellAsync(ServiceChange change, CancellationToken ct)
    {
        if (change is { Did: "removed", Artifact: null })
        {
            return null;
        }

        var digest = change.Artifact?.Digest?.ToLowerInvariant();
        if (digest is not { Length: 71 } || !digest.StartsWith("sha256:", StringComparison.Ordinal))
        {
            return new SinkFault.Refused("The artifact has no SHA-256 digest, by which GitHub knows artifacts.");
        }

        var (artifact, version) = (change.Artifact!, change.Artifact!.Version);
        var record = new JsonObject
        {
            // For the same digest these two have to be the same.
            ["name"] = Short(artifact.Namespace is { } owner ? $"{owner}/{artifact.Name}" : artifact.Name),
            ["digest"] = digest,
            ["status"] = change.Did is "removed" ? "decommissioned" : "deployed",
            ["logical_environment"] = Short(change.Environment),
            ["deployment_name"] = Short(change.Service),
        };
        Add(record, "version", version == artifact.VersionPart && artifact.Digest is not null ? null : version);
        Add(record, "physical_environment", Option(change, "physicalEnvironment"));
        Add(record, "cluster", Option(change, "cluster"));
        Add(record, "github_repository", Option(change, "repository"));
        return (await GitHubSink.SendAsync(posts, HttpMethod.Post, path, record.ToJsonString(), ct).ConfigureAwait(false)).Fault;
    }

    private string? Option(ServiceChange change, string name) => settings.Options?.GetValueOrDefault(name) is { Length: > 0 } template ? change.Fill(template) : null;

    private static void Add(JsonObject record, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            record[name] = Short(value);
        }
    }

    private static string Short(string text) => text.Length > Longest ? text[..Longest] : text;
}
