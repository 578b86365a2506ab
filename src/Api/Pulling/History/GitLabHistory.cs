using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Pulling.History;

/// <summary>What GitLab's REST API remembers of a project.</summary>
internal sealed class GitLabHistory(Rest rest, Uri api, string project) : IHistory
{
    private readonly string home = $"{api.ToString().TrimEnd('/')}/projects/{Uri.EscapeDataString(project)}";
    private JsonObject? about;

    /// <summary>Where GitLab is, unless it is one's own.</summary>
    public static Uri Usual { get; } = new("https://gitlab.com/api/v4");

    /// <inheritdoc/>
    public string Translator => "gitlab";

    /// <inheritdoc/>
    public string Name => $"gitlab {home}";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts => ["merge requests", "pipelines", "releases", "deployments"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Input> ReadAsync(string part, DateTimeOffset since, [EnumeratorCancellation] CancellationToken ct)
    {
        if (about is null)
        {
            var said = (await rest.GetAsync(new Uri(home), ct)).Json();
            about = new JsonObject { ["web_url"] = said.Said("web_url"), ["path_with_namespace"] = said.Said("path_with_namespace") };
        }

        var after = Uri.EscapeDataString(since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        var (list, detail) = part switch
        {
            "merge requests" => ($"merge_requests?scope=all&state=all&order_by=updated_at&sort=asc&updated_after={after}", false),
            "pipelines" => ($"pipelines?order_by=updated_at&sort=asc&updated_after={after}", true),
            "releases" => ("releases?order_by=created_at&sort=asc", false),
            _ => ($"deployments?order_by=updated_at&sort=asc&status=success&updated_after={after}", false),
        };
        await foreach (var item in rest.ItemsAsync(new Uri($"{home}/{list}&per_page=100"), null, ct))
        {
            var whole = detail ? (await rest.GetAsync(new Uri($"{home}/pipelines/{item.Part("id")}"), ct)).Json() : item;
            foreach (var told in part switch
            {
                "merge requests" => MergeRequest(whole),
                "pipelines" => Pipeline(whole),
                "releases" => whole.At("released_at") >= since ? [Release(whole)] : [],
                _ => [Deployment(whole)],
            })
            {
                told["project"] = about.DeepClone();
                yield return new(Encoding.UTF8.GetBytes(told.ToJsonString()), "application/json");
            }
        }
    }

    private static IEnumerable<JsonObject> Pipeline(JsonElement run)
    {
        var status = run.Said("status");
        yield return Pipeline(run, "created");
        if (run.Said("started_at") is not null)
        {
            yield return Pipeline(run, "running");
        }

        if (status is "success" or "failed" or "canceled" or "skipped")
        {
            yield return Pipeline(run, status);
        }
    }

    private static JsonObject Pipeline(JsonElement run, string status) => new()
    {
        ["object_kind"] = "pipeline",
        ["object_attributes"] = new JsonObject
        {
            ["id"] = Copy(run, "id"),
            ["name"] = Copy(run, "name"),
            ["ref"] = Copy(run, "ref"),
            ["sha"] = Copy(run, "sha"),
            ["source"] = Copy(run, "source"),
            ["status"] = status,
            ["created_at"] = Time(run, "created_at"),
            ["finished_at"] = Time(run, "finished_at"),
            ["queued_duration"] = Copy(run, "queued_duration"),
        },
        ["builds"] = new JsonArray(new JsonObject { ["started_at"] = Time(run, "started_at") }),
    };

    private static IEnumerable<JsonObject> MergeRequest(JsonElement request)
    {
        yield return MergeRequest(request, "open");
        if (request.Said("state") is "merged" or "closed")
        {
            yield return MergeRequest(request, request.Said("state") is "merged" ? "merge" : "close");
        }
    }

    private static JsonObject MergeRequest(JsonElement request, string action) => new()
    {
        ["object_kind"] = "merge_request",
        ["object_attributes"] = new JsonObject
        {
            ["action"] = action,
            ["url"] = Copy(request, "web_url"),
            ["iid"] = Copy(request, "iid"),
            ["title"] = Copy(request, "title"),
            ["last_commit"] = new JsonObject { ["id"] = Copy(request, "sha") },
            ["merge_commit_sha"] = action is "merge" ? Copy(request, "merge_commit_sha") : null,
            ["source_branch"] = Copy(request, "source_branch"),
            ["target_branch"] = Copy(request, "target_branch"),
            ["created_at"] = Time(request, "created_at"),
            ["updated_at"] = Time(request, "updated_at"),
            ["merged_at"] = Time(request, "merged_at"),
            ["closed_at"] = Time(request, "closed_at"),
        },
    };

    private static JsonObject Release(JsonElement release) => new()
    {
        ["object_kind"] = "release",
        ["action"] = "create",
        ["tag"] = Copy(release, "tag_name"),
        ["name"] = Copy(release, "name"),
        ["url"] = Copy(release.Part("_links"), "self"),
        ["released_at"] = Time(release, "released_at"),
        ["created_at"] = Time(release, "created_at"),
    };

    private JsonObject Deployment(JsonElement deployment) => new()
    {
        ["object_kind"] = "deployment",
        ["status"] = Copy(deployment, "status"),
        ["deployment_id"] = Copy(deployment, "id"),
        ["environment"] = Copy(deployment.Part("environment"), "name"),
        ["environment_external_url"] = Copy(deployment.Part("environment"), "external_url"),
        ["deployable_url"] = Copy(deployment.Part("deployable"), "web_url"),
        ["commit_url"] = $"{about!["web_url"]}/-/commit/{deployment.Said("sha")}",
        ["ref"] = Copy(deployment, "ref"),
        ["status_changed_at"] = Time(deployment.Part("deployable"), "finished_at") ?? Time(deployment, "updated_at"),
    };

    private static JsonNode? Copy(JsonElement element, string name) =>
        element.Part(name) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value ? JsonNode.Parse(value.GetRawText()) : null;

    /// <summary>Webhooks say whole seconds: so that the same has the same id.</summary>
    private static JsonValue? Time(JsonElement element, string name) =>
        element.At(name) is var at && at != default ? JsonValue.Create(at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)) : null;
}
