using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>
/// Makes deployments of a repository and their statuses (GitHub's REST API, Deployments). A deployment carries the id of the event that it was made for, by which it is found
/// when the event is delivered again: then only what is missing is made.
/// </summary>
internal sealed class GitHubDeployments(SinkSettings settings, HttpPosts posts)
{
    private const string Task = "deploy";
    private const int LongestDescription = 140;

    private readonly string refers = settings.Options?.GetValueOrDefault("ref") ?? "{version}";
    private readonly string environments = settings.Options?.GetValueOrDefault("environment") ?? "{environment}";
    private readonly string deployments = $"/repos/{settings.Target}/deployments";

    /// <summary>Tells of a change; null when GitHub has it.</summary>
    public async Task<SinkFault?> TellAsync(ServiceChange change, CancellationToken ct)
    {
        if (change.Fill(environments) is not { } environment || (change.Did is not "removed" && change.Fill(refers) is null))
        {
            return new SinkFault.Refused("The artifact names no version, of which the ref of a deployment is made; Options:ref may say another.");
        }

        return change.Did is "removed" ? await RemovedAsync(change, environment, ct).ConfigureAwait(false)
            : await DeployedAsync(change, environment, change.Fill(refers)!, ct).ConfigureAwait(false);
    }

    private async Task<SinkFault?> DeployedAsync(ServiceChange change, string environment, string at, CancellationToken ct)
    {
        var (fault, known) = await ListAsync($"?environment={Uri.EscapeDataString(environment)}&ref={Uri.EscapeDataString(at)}&task={Task}&per_page=100", ct).ConfigureAwait(false);
        if (fault is not null)
        {
            return fault;
        }

        var (id, isKnown) = (known.Where(one => Said(one, "event") == $"{change.Event}").Select(one => one.GetProperty("id").GetInt64()).FirstOrDefault(), true);
        if (id is 0)
        {
            (fault, var made) = await GitHubSink.SendAsync(posts, HttpMethod.Post, deployments, Deployment(change, environment, at), ct).ConfigureAwait(false);
            if (fault is not null)
            {
                return fault;
            }

            (id, isKnown) = (made.GetProperty("id").GetInt64(), false);
        }

        return await StatusAsync(id, isKnown, "success", environment, $"{change.Service} {change.Artifact?.Version} {(change.Did is "rolledback" ? "is back" : "runs")}", ct).ConfigureAwait(false);
    }

    /// <summary>The last deployment of the service there is not active any more.</summary>
    private async Task<SinkFault?> RemovedAsync(ServiceChange change, string environment, CancellationToken ct)
    {
        var (fault, known) = await ListAsync($"?environment={Uri.EscapeDataString(environment)}&task={Task}&per_page=100", ct).ConfigureAwait(false);
        return fault is not null || known.FirstOrDefault(one => Said(one, "service") == change.Service) is not { ValueKind: JsonValueKind.Object } last ? fault
            : await StatusAsync(last.GetProperty("id").GetInt64(), isKnown: true, "inactive", environment, $"{change.Service} was removed", ct).ConfigureAwait(false);
    }

    private async Task<SinkFault?> StatusAsync(long id, bool isKnown, string state, string environment, string description, CancellationToken ct)
    {
        var path = $"{deployments}/{id}/statuses";
        if (isKnown)
        {
            var (fault, there) = await GitHubSink.SendAsync(posts, HttpMethod.Get, $"{path}?per_page=100", null, ct).ConfigureAwait(false);
            if (fault is not null || there.EnumerateArray().Any(one => one.GetProperty("state").GetString() == state))
            {
                return fault;
            }
        }

        var body = new JsonObject { ["state"] = state, ["environment"] = environment, ["description"] = Short(description) };
        return (await GitHubSink.SendAsync(posts, HttpMethod.Post, path, body.ToJsonString(), ct).ConfigureAwait(false)).Fault;
    }

    private async Task<(SinkFault? Fault, List<JsonElement> Deployments)> ListAsync(string query, CancellationToken ct)
    {
        var (fault, answer) = await GitHubSink.SendAsync(posts, HttpMethod.Get, deployments + query, null, ct).ConfigureAwait(false);
        return (fault, fault is null ? [.. answer.EnumerateArray()] : []);
    }

    // What runs has been merged, and its checks have passed or not: GitHub is told, not asked.
    private static string Deployment(ServiceChange change, string environment, string at) => new JsonObject
    {
        ["ref"] = at,
        ["task"] = Task,
        ["auto_merge"] = false,
        ["required_contexts"] = new JsonArray(),
        ["environment"] = environment,
        ["description"] = Short($"{change.Service} {change.Artifact?.Version}"),
        ["payload"] = new JsonObject { ["cdviz"] = new JsonObject { ["event"] = $"{change.Event}", ["service"] = change.Service } },
    }.ToJsonString();

    /// <summary>What the payload of a deployment of ours says; GitHub gives it as an object, or as text.</summary>
    private static string? Said(JsonElement deployment, string member)
    {
        if (!deployment.TryGetProperty("payload", out var payload))
        {
            return null;
        }

        try
        {
            payload = payload.ValueKind is JsonValueKind.String ? JsonElement.Parse(payload.GetString()!) : payload;
        }
        catch (JsonException)
        {
            return null;
        }

        return payload.ValueKind is JsonValueKind.Object && payload.TryGetProperty("cdviz", out var own) && own.ValueKind is JsonValueKind.Object && own.TryGetProperty(member, out var value)
            ? value.ToString()
            : null;
    }

    private static string Short(string text) => text.Trim() is { Length: > LongestDescription } longer ? $"{longer[..(LongestDescription - 1)].TrimEnd('\ud83d')}…" : text.Trim();
}
