using System.Text.Json;

namespace CdViz.Api.Pages.Log;

/// <summary>What an event says, in words for a line.</summary>
/// <param name="Subject">What it is about: <c>pipelinerun</c>.</param>
/// <param name="Predicate">What happened: <c>started</c>.</param>
/// <param name="SubjectId">Its id.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Type">context.type.</param>
/// <param name="ContextId">context.id.</param>
/// <param name="Outcome">How it went, where it says so.</param>
/// <param name="Url">Where the tool shows it, where it says so.</param>
/// <param name="Name">What it is called, where it says so: the pipeline, the task, the test.</param>
internal sealed record EventWords(string Subject, string Predicate, string SubjectId, string Source, string Type, string ContextId, string? Outcome, string? Url, string? Name)
{
    /// <summary>Reads it.</summary>
    public static EventWords Of(StoredEvent e)
    {
        using var json = JsonDocument.Parse(e.Data);
        var (context, subject) = (json.RootElement.GetProperty("context"), json.RootElement.GetProperty("subject"));
        var type = context.GetProperty("type").GetString()!;
        var parts = type.Split('.');
        var content = subject.TryGetProperty("content", out var found) && found.ValueKind is JsonValueKind.Object ? found : default;
        return new(
            parts.Length > 3 ? parts[2] : type, parts.Length > 3 ? parts[3] : "", subject.GetProperty("id").GetString()!, context.GetProperty("source").GetString()!, type,
            context.GetProperty("id").GetString()!, Text(content, "outcome") is { } raw ? new Outcome(raw).Canonical : null, Say.Link(Text(content, "url")) ?? Say.Link(Text(content, "uri")),
            Text(content, "pipelineName") ?? Text(content, "taskName") ?? Named(content, "testCase") ?? Named(content, "testSuite"));
    }

    private static string? Named(JsonElement content, string member) =>
        content.ValueKind is JsonValueKind.Object && content.TryGetProperty(member, out var thing) ? Text(thing, "name") ?? Text(thing, "id") : null;

    private static string? Text(JsonElement content, string member) =>
        content.ValueKind is JsonValueKind.Object && content.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
