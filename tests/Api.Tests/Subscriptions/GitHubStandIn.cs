using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.AspNetCore.Http;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>What GitHub's REST API documents of deployments, their statuses and deployment records (version 2022-11-28), on a web server: other bodies it refuses.</summary>
internal sealed class GitHubStandIn(Receiver receiver) : IAsyncDisposable
{
    private static readonly JsonSchema Deployment = JsonSchema.FromText("""
        { "type": "object", "required": ["ref"], "additionalProperties": false, "properties": {
            "ref": { "type": "string", "minLength": 1 }, "task": { "type": "string" }, "auto_merge": { "const": false }, "required_contexts": { "type": "array", "maxItems": 0 },
            "payload": { "type": ["object", "string"] }, "environment": { "type": "string", "minLength": 1 }, "description": { "type": ["string", "null"], "maxLength": 140 },
            "transient_environment": { "type": "boolean" }, "production_environment": { "type": "boolean" } } }
        """);

    private static readonly JsonSchema Status = JsonSchema.FromText("""
        { "type": "object", "required": ["state"], "additionalProperties": false, "properties": {
            "state": { "enum": ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"] }, "target_url": { "type": "string" }, "log_url": { "type": "string" },
            "description": { "type": "string", "maxLength": 140 }, "environment": { "type": "string" }, "environment_url": { "type": "string" }, "auto_inactive": { "type": "boolean" } } }
        """);

    private static readonly JsonSchema Record = JsonSchema.FromText("""
        { "type": "object", "required": ["name", "digest", "status", "logical_environment", "deployment_name"], "additionalProperties": false, "properties": {
            "name": { "type": "string", "minLength": 1, "maxLength": 256 }, "digest": { "type": "string", "pattern": "^sha256:[a-f0-9]{64}$" }, "version": { "type": "string", "maxLength": 100 },
            "status": { "enum": ["deployed", "decommissioned"] }, "logical_environment": { "type": "string", "minLength": 1, "maxLength": 128 }, "physical_environment": { "type": "string", "maxLength": 128 },
            "cluster": { "type": "string", "maxLength": 128 }, "deployment_name": { "type": "string", "minLength": 1, "maxLength": 256 }, "github_repository": { "type": "string", "maxLength": 100 },
            "tags": { "type": "object" }, "runtime_risks": { "type": "array" }, "return_records": { "type": "boolean" } } }
        """);

    private readonly Lock gate = new();

    public string Url => receiver.Url;

    /// <summary>Deployments, in order, as GitHub gives them.</summary>
    public List<JsonObject> Deployments { get; } = [];

    /// <summary>Statuses: deployment, state, description.</summary>
    public List<(long Deployment, string State)> Statuses { get; } = [];

    /// <summary>The records that there are, by what identifies one.</summary>
    public Dictionary<string, JsonObject> Records { get; } = [];

    /// <summary>Refs that there are; null for any.</summary>
    public string[]? Refs { get; set; }

    /// <summary>Answers some requests otherwise: true where it has.</summary>
    public Func<HttpContext, bool> Instead { get; set; } = _ => false;

    public static async Task<GitHubStandIn> StartAsync()
    {
        var receiver = await Receiver.StartAsync();
        var github = new GitHubStandIn(receiver);
        receiver.Answer(github.AnswerAsync);
        return github;
    }

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    private Task AnswerAsync(Delivery delivery, HttpContext context)
    {
        lock (gate)
        {
            var (status, body) = context.Request.Headers.Authorization != "Bearer ghs_token" || context.Request.Headers["X-GitHub-Api-Version"] != "2022-11-28" ? (401, Said("Bad credentials"))
                : Instead(context) ? (context.Response.StatusCode, Said("Not now"))
                : Answer(context, delivery.Body.Length > 0 ? JsonElement.Parse(delivery.Body) : default);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json; charset=utf-8";
            return context.Response.WriteAsync(body.ToJsonString());
        }
    }

    private (int, JsonNode) Answer(HttpContext context, JsonElement body) => (context.Request.Method, context.Request.Path.Value!.Split('/')) switch
    {
        ("GET", [_, "repos", "acme", "shop", "deployments"]) => (200, new JsonArray([.. Deployments.Where(one => Fits(context, one)).Reverse().Select(one => one.DeepClone())])),
        ("POST", [_, "repos", "acme", "shop", "deployments"]) when !Deployment.Evaluate(body).IsValid => (422, Said($"Invalid request. {body}")),
        ("POST", [_, "repos", "acme", "shop", "deployments"]) when Refs is { } refs && !refs.Contains(body.GetProperty("ref").GetString()) => (422, Said($"No ref found for: {body.GetProperty("ref")}")),
        ("POST", [_, "repos", "acme", "shop", "deployments"]) => (201, Made(body)),
        ("GET", [_, "repos", "acme", "shop", "deployments", var id, "statuses"]) => (200, new JsonArray([.. Statuses.Where(one => $"{one.Deployment}" == id).Select(one => new JsonObject { ["state"] = one.State })])),
        ("POST", [_, "repos", "acme", "shop", "deployments", _, "statuses"]) when !Status.Evaluate(body).IsValid => (422, Said($"Invalid request. {body}")),
        ("POST", [_, "repos", "acme", "shop", "deployments", var id, "statuses"]) => (201, Noted(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), body.GetProperty("state").GetString()!)),
        ("POST", [_, "orgs", "acme", "artifacts", "metadata", "deployment-record"]) when !Record.Evaluate(body).IsValid => (422, Said($"Invalid request. {body}")),
        ("POST", [_, "orgs", "acme", "artifacts", "metadata", "deployment-record"]) => (200, Recorded(JsonObject.Create(body)!)),
        _ => (404, Said("Not Found")),
    };

    private static bool Fits(HttpContext context, JsonObject deployment) =>
        ((string[])["environment", "ref", "task"]).All(name => context.Request.Query[name].ToString() is var wanted && (wanted.Length is 0 || $"{deployment[name]}" == wanted));

    private JsonObject Made(JsonElement body)
    {
        var made = JsonObject.Create(body)!;
        made["id"] = 1000 + Deployments.Count;
        // The payload comes back as text where it was sent as such, and some versions do so always.
        made["payload"] = Deployments.Count % 2 == 0 ? made["payload"]!.DeepClone() : made["payload"]!.ToJsonString();
        Deployments.Add(made);
        return (JsonObject)made.DeepClone();
    }

    private JsonObject Noted(long deployment, string state)
    {
        Statuses.Add((deployment, state));
        return new JsonObject { ["id"] = Statuses.Count, ["state"] = state };
    }

    private JsonObject Recorded(JsonObject record)
    {
        Records[$"{record["logical_environment"]} {record["physical_environment"]} {record["cluster"]} {record["deployment_name"]}"] = record;
        return new JsonObject { ["total_count"] = 1, ["deployment_records"] = new JsonArray() };
    }

    private static JsonObject Said(string message) => new() { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest" };
}
