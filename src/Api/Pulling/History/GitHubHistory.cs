using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Pulling.History;

/// <summary>What GitHub's REST API remembers of a repository.</summary>
internal sealed class GitHubHistory(Rest rest, Uri api, string repository) : IHistory
{
    private readonly Uri home = new($"{api.ToString().TrimEnd('/')}/repos/{repository}/");
    private string? about;

    /// <summary>Where GitHub is, unless it is one's own.</summary>
    public static Uri Usual { get; } = new("https://api.github.com");

    /// <inheritdoc/>
    public string Translator => "github";

    /// <inheritdoc/>
    public string Name => $"github {home.ToString().TrimEnd('/')}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts => ["pull requests", "workflow runs", "releases", "deployments"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Input> ReadAsync(string part, DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        about ??= Repository((await rest.GetAsync(new Uri(home.ToString().TrimEnd('/')), ct)).Json());
        var inputs = part switch
        {
            "pull requests" => PullRequestsAsync(since, ct),
            "workflow runs" => RunsAsync(since, ct),
            "releases" => ReleasesAsync(since, ct),
            _ => DeploymentsAsync(since, ct),
        };
        await foreach (var input in inputs)
        {
            yield return input;
        }
    }

    private async IAsyncEnumerable<Input> PullRequestsAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var request in rest.ItemsAsync(new Uri(home, "pulls?state=all&sort=updated&direction=desc&per_page=100"), null, ct, item => item.At("updated_at") < since))
        {
            yield return Told("pull_request", "opened", request);
            if (request.Said("state") is "closed")
            {
                yield return Told("pull_request", "closed", request);
            }
        }
    }

    /// <summary>Newest first; of a run that was tried again each attempt.</summary>
    private async IAsyncEnumerable<Input> RunsAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var run in rest.ItemsAsync(new Uri(home, "actions/runs?per_page=100"), "workflow_runs", ct, item => item.At("created_at") < since))
        {
            for (var attempt = 1L; run.Part("run_attempt").ValueKind is JsonValueKind.Number && attempt < run.Part("run_attempt").GetInt64(); attempt++)
            {
                var answer = await rest.GetAsync(new Uri(home, $"actions/runs/{run.Part("id")}/attempts/{attempt}"), ct);
                if (answer.Status is not System.Net.HttpStatusCode.NotFound)
                {
                    foreach (var input in Run(answer.Json()))
                    {
                        yield return input;
                    }
                }
            }

            foreach (var input in Run(run))
            {
                yield return input;
            }
        }
    }

    private IEnumerable<Input> Run(JsonElement run)
    {
        yield return Told("workflow_run", "requested", run);
        if (run.Said("status") is "in_progress" or "completed" && run.Said("run_started_at") is not null)
        {
            yield return Told("workflow_run", "in_progress", run);
        }

        if (run.Said("status") is "completed")
        {
            yield return Told("workflow_run", "completed", run);
        }
    }

    private async IAsyncEnumerable<Input> ReleasesAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var release in rest.ItemsAsync(new Uri(home, "releases?per_page=100"), null, ct))
        {
            if (release.Part("draft").ValueKind is not JsonValueKind.True && release.At("published_at") >= since)
            {
                yield return Told("release", "published", release);
            }
        }
    }

    /// <summary>In the order in which it happened, for that a deployment is not there any more depends on what came after it.</summary>
    private async IAsyncEnumerable<Input> DeploymentsAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        var all = new List<(DateTimeOffset At, Input Input)>();
        await foreach (var deployment in rest.ItemsAsync(new Uri(home, "deployments?per_page=100"), null, ct, item => item.At("created_at") < since))
        {
            await foreach (var status in rest.ItemsAsync(new Uri(home, $"deployments/{deployment.Part("id")}/statuses?per_page=100"), null, ct))
            {
                if (status.Said("state") is "success" or "inactive")
                {
                    all.Add((status.At("created_at"), Told("deployment_status", "created", status, ("deployment", deployment.GetRawText()))));
                }
            }
        }

        foreach (var (_, input) in all.OrderBy(one => one.At))
        {
            yield return input;
        }
    }

    private Input Told(string what, string action, JsonElement item, params (string Name, string Json)[] more)
    {
        var body = new StringBuilder($$"""{"action":"{{action}}","{{what}}":""").Append(item.GetRawText());
        foreach (var (name, json) in more)
        {
            body.Append($",\"{name}\":").Append(json);
        }

        return new(Encoding.UTF8.GetBytes(body.Append(",\"repository\":").Append(about).Append('}').ToString()), "application/json") { Headers = [("X-GitHub-Event", what)] };
    }

    private static string Repository(JsonElement said) => new JsonObject
    {
        ["full_name"] = said.Said("full_name"),
        ["url"] = said.Said("url"),
        ["html_url"] = said.Said("html_url"),
    }.ToJsonString();
}
