using System.Text.Json;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>An event in the words of OpenTelemetry's semantic conventions for CI/CD, tests, version control and deployments.</summary>
internal static class OtlpAttributes
{
    /// <summary>Name and value of each; those that the event says nothing of are left out.</summary>
    public static IEnumerable<(string Name, string Value)> Of(Outgoing e)
    {
        using var json = JsonDocument.Parse(e.Event.Data);
        var subject = json.RootElement.GetProperty("subject");
        var content = subject.TryGetProperty("content", out var said) ? said : default;
        var (what, did) = e.Facts.Type.Split('.') is [_, _, var first, var second, ..] ? (first, second) : ("", "");
        return
        [
            ("cdevents.id", e.Facts.Id), ("cdevents.source", e.Facts.Source), ("cdevents.type", e.Facts.Type), ("cdevents.subject.id", e.Facts.Subject),
            .. e.Event.ChainId is { } chain ? [("cdevents.chain_id", chain)] : Array.Empty<(string, string)>(),
            .. Present([.. Own(what, did, e, content), ("deployment.environment.name", e.Facts.Environment)]),
        ];
    }

    private static (string Name, string? Value)[] Own(string what, string did, Outgoing e, JsonElement content) => what switch
    {
        "pipelinerun" =>
        [
            ("cicd.pipeline.name", Text(content, "pipelineName")), ("cicd.pipeline.run.id", e.Facts.Subject), ("cicd.pipeline.run.url.full", Url(content)),
            ("cicd.pipeline.run.state", State(did)), ("cicd.pipeline.result", did is "finished" ? Result(content) : null),
        ],
        "taskrun" =>
        [
            ("cicd.pipeline.task.name", Text(content, "taskName")), ("cicd.pipeline.task.run.id", e.Facts.Subject), ("cicd.pipeline.task.run.url.full", Url(content)),
            ("cicd.pipeline.run.id", Id(content, "pipelineRun")), ("cicd.pipeline.task.run.result", did is "finished" ? Result(content) : null),
        ],
        "build" => [("cicd.pipeline.task.type", "build"), ("cicd.pipeline.task.run.id", e.Facts.Subject), ("artifact.purl", Text(content, "artifactId"))],
        "testcaserun" =>
        [
            ("test.case.name", Named(content, "testCase") ?? e.Facts.Subject), ("test.case.result.status", did is "finished" ? Text(content, "outcome") is "success" or "pass" ? "pass" : "fail" : null),
        ],
        "testsuiterun" =>
        [
            ("test.suite.name", Named(content, "testSuite") ?? e.Facts.Subject),
            ("test.suite.run.status", did switch { "finished" => Text(content, "outcome") switch { "success" or "pass" => "success", "cancel" => "aborted", _ => "failure" }, "started" => "in_progress", _ => null }),
        ],
        "change" =>
        [
            ("vcs.change.id", e.Facts.Subject), ("vcs.change.title", Text(content, "description")), ("vcs.repository.url.full", Id(content, "repository")),
            ("vcs.change.state", did switch { "merged" => "merged", "abandoned" => "closed", _ => "open" }),
        ],
        "branch" => [("vcs.ref.head.name", e.Facts.Subject), ("vcs.ref.head.type", "branch"), ("vcs.repository.url.full", Id(content, "repository"))],
        "repository" => [("vcs.repository.name", Text(content, "name") ?? e.Facts.Subject), ("vcs.repository.url.full", Url(content))],
        "artifact" => [("artifact.purl", e.Facts.Subject)],
        "service" =>
        [
            ("service.name", e.Facts.Subject), ("artifact.purl", Text(content, "artifactId")), ("deployment.name", $"{e.Facts.Subject} {did}"), ("deployment.id", e.Facts.Id),
            ("deployment.status", did is "deployed" or "upgraded" or "rolledback" ? "succeeded" : null),
        ],
        _ => [],
    };

    private static IEnumerable<(string, string)> Present(IEnumerable<(string Name, string? Value)> all) => all.Where(one => one.Value is { Length: > 0 }).Select(one => (one.Name, one.Value!));

    private static string? State(string did) => did switch { "queued" => "pending", "started" => "executing", _ => null };

    private static string? Result(JsonElement content) => Text(content, "outcome") switch
    {
        "success" or "failure" or "error" or "timeout" => Text(content, "outcome"),
        "cancel" or "cancelled" or "canceled" => "cancellation",
        "skip" or "skipped" => "skip",
        null => null,
        _ => "error",
    };

    private static string? Url(JsonElement content) => Text(content, "uri") ?? Text(content, "url");

    private static string? Id(JsonElement content, string member) => Member(content, member) is { ValueKind: JsonValueKind.Object } reference ? Text(reference, "id") : null;

    private static string? Named(JsonElement content, string member) =>
        Member(content, member) is { ValueKind: JsonValueKind.Object } reference ? Text(reference, "name") ?? Text(reference, "id") : null;

    private static string? Text(JsonElement parent, string member) => Member(parent, member) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement Member(JsonElement parent, string member) => parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(member, out var value) ? value : default;
}
