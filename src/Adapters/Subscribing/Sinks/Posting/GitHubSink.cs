using System.Text.Json;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>
/// Tells GitHub what was deployed: deployments with their statuses where the target is a repository, deployment records of artifacts where it is an organization. Events that
/// are not about services are passed over.
/// </summary>
internal sealed class GitHubSink : ISink
{
    /// <summary>Where GitHub's API is.</summary>
    public const string UsualUrl = "https://api.github.com";

    private readonly HttpPosts posts;
    private readonly Func<ServiceChange, CancellationToken, Task<SinkFault?>> tell;

    public GitHubSink(SinkSettings settings, string name, OutgoingGuard? guard, TimeProvider time)
    {
        posts = new(settings.Url is { Length: > 0 } ? settings : settings with { Url = UsualUrl }, name, guard, time);
        tell = settings.Target!.Contains('/', StringComparison.Ordinal) ? new GitHubDeployments(settings, posts).TellAsync : new GitHubRecords(settings, posts).TellAsync;
    }

    /// <inheritdoc/>
    public int Most => 100;

    /// <inheritdoc/>
    public bool IsTogether => false;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        for (var i = 0; i < events.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (ServiceChange.Of(events[i]) is { } change && await TellAsync(change, ct).ConfigureAwait(false) is { } fault)
            {
                return new(i, fault);
            }
        }

        return new(events.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        posts.Dispose();
        return default;
    }

    /// <summary>Asks GitHub, or tells it something.</summary>
    /// <returns>What is wrong, or the answer.</returns>
    internal static async Task<(SinkFault? Fault, JsonElement Answer)> SendAsync(HttpPosts posts, HttpMethod method, string path, string? body, CancellationToken ct)
    {
        var (fault, answer) = await posts.SendAsync(
            method, posts.Address(path), body is null ? default : System.Text.Encoding.UTF8.GetBytes(body), "application/json",
            headers =>
            {
                headers.TryAddWithoutValidation("Accept", "application/vnd.github+json");
                headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
            },
            ct).ConfigureAwait(false);
        return fault is null ? (null, JsonElement.Parse(answer)) : (fault, default);
    }

    private async Task<SinkFault?> TellAsync(ServiceChange change, CancellationToken ct)
    {
        try
        {
            return await tell(change, ct).ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new SinkFault.Away($"What answers is not GitHub's API: {wrong.Message}");
        }
    }
}

/// <summary>What an event says of a service in an environment.</summary>
/// <param name="Event">Its id in the log: the same whenever it is delivered.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Did"><c>deployed</c>, <c>upgraded</c>, <c>rolledback</c> or <c>removed</c>.</param>
/// <param name="Artifact">What runs there now, where it says that as a package URL.</param>
internal sealed record ServiceChange(Guid Event, string Service, string Environment, string Did, Purl? Artifact)
{
    /// <summary>Of an event; null where it is about something else, or about no environment.</summary>
    public static ServiceChange? Of(Outgoing e)
    {
        if (e.Facts is not { Type: var type, Environment: { } environment } || type.Split('.') is not ["dev", "cdevents", "service", ("deployed" or "upgraded" or "rolledback" or "removed") and var did, ..])
        {
            return null;
        }

        using var json = JsonDocument.Parse(e.Event.Data);
        var artifact = json.RootElement.GetProperty("subject").TryGetProperty("content", out var content) && content.TryGetProperty("artifactId", out var id) && id.ValueKind is JsonValueKind.String
            ? Purl.TryParse(id.GetString())
            : null;
        return new(e.Event.Id, e.Facts.Subject, environment, did, artifact);
    }

    /// <summary>A text of the settings with what the event says in braces: <c>{service}</c>, <c>{environment}</c>, <c>{version}</c>. Null where it asks for a version that is not known.</summary>
    public string? Fill(string template) => template.Contains("{version}", StringComparison.Ordinal) && Artifact?.Version is null ? null : template
        .Replace("{service}", Service, StringComparison.Ordinal)
        .Replace("{environment}", Environment, StringComparison.Ordinal)
        .Replace("{version}", Artifact?.Version, StringComparison.Ordinal);
}
