using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Pages.Sending;

/// <summary>Makes an event out of the fields of a form.</summary>
internal static class EventForm
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The types that the newest release has, by stage.</summary>
    public static IEnumerable<IGrouping<string, ReleasedEvent>> Types => Catalogue.Newest.Events.GroupBy(e => e.Stage);

    /// <summary>What stands in a field that nobody has filled in yet, so that there is something to start from.</summary>
    public static string? Example(EventField field) => field switch
    {
        { Required: false } => null,
        { Allowed: [var first, ..] } => first,
        { Path: "subject.id", Format: "purl" } => "pkg:oci/cart?repository_url=registry.example/acme&tag=1.4.0",
        { Path: "subject.id" } => "cart",
        { Path: var path } when path.EndsWith("environment.id", StringComparison.Ordinal) => "production",
        { Format: "purl" } => "pkg:oci/cart?repository_url=registry.example/acme&tag=1.4.0",
        { Path: var path } when path.EndsWith("artifactId", StringComparison.Ordinal) => "pkg:oci/cart?repository_url=registry.example/acme&tag=1.4.0",
        { Format: "uri" } => "https://tool.example/1",
        { Format: "uri-reference" } => "/tool",
        { Format: "date-time" } => "2026-01-31T09:30:00Z",
        { Path: var path } => path[(path.LastIndexOf('.') + 1)..],
    };

    /// <summary>The event.</summary>
    /// <param name="type">context.type.</param>
    /// <param name="source">context.source.</param>
    /// <param name="id">context.id.</param>
    /// <param name="timestamp">context.timestamp.</param>
    /// <param name="chain">context.chainId, or null.</param>
    /// <param name="fields">What the fields hold, by path; empty ones are left out.</param>
    public static string Json(string type, string source, string id, string timestamp, string? chain, IEnumerable<(string Path, string? Value)> fields)
    {
        var context = new JsonObject
        {
            ["specversion"] = Catalogue.Newest.Spec,
            ["id"] = id,
            ["source"] = source,
            ["type"] = type,
            ["timestamp"] = timestamp,
        };
        if (chain is not null)
        {
            context["chainId"] = chain;
        }

        var whole = new JsonObject { ["context"] = context, ["subject"] = new JsonObject { ["id"] = "", ["content"] = new JsonObject() } };
        foreach (var (path, value) in fields)
        {
            if (value is { Length: > 0 })
            {
                Put(whole, path.Split('.'), value);
            }
        }

        return whole.ToJsonString(Indented);
    }

    private static void Put(JsonObject into, ReadOnlySpan<string> path, string value)
    {
        for (; path.Length > 1; path = path[1..])
        {
            into = into[path[0]] as JsonObject ?? (JsonObject)(into[path[0]] = new JsonObject());
        }

        into[path[0]] = value;
    }
}
