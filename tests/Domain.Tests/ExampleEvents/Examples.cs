using System.Text;
using System.Text.Json.Nodes;

namespace CdViz.Domain.Tests.ExampleEvents;

/// <summary>CDEvents to test with.</summary>
internal static class Examples
{
    /// <summary>An event with every member of the envelope.</summary>
    public const string Full = """
        {
          "context": {
            "specversion": "0.5.1",
            "id": "271069a8-fc18-44f1-b38f-9d70a1695819",
            "source": "https://ci.example.com/acme",
            "type": "dev.cdevents.service.deployed.0.3.0",
            "timestamp": "2023-03-20T14:27:05.315384Z",
            "schemaUri": "https://example.com/schema",
            "chainId": "4c8cb7dd-3448-41de-8768-eec704e2829b",
            "links": [{"linkType": "PATH", "from": {"contextId": "5328c37f-bb7e-4bb7-84ea-9f5f85e4a7ce"}}]
          },
          "subject": {
            "id": "shop",
            "source": "https://cluster.example.com",
            "content": {
              "environment": {"id": "production", "source": "https://example.com/environments"},
              "artifactId": "pkg:oci/shop@sha256%3A9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08?tag=1.4.2"
            }
          },
          "customData": {"build": 17},
          "customDataContentType": "application/json"
        }
        """;

    /// <summary>One of every type and version that the releases 0.3.0, 0.4.0, 0.4.1 and 0.5.1 have, with all members of the content.</summary>
    public static IReadOnlyList<string> EveryVersion { get; } = ReadEmbedded();

    /// <summary>The examples that the specification comes with, where they lie beside the repository; else none.</summary>
    public static IReadOnlyList<string> Official { get; } = [.. Shared("cdevents", "conformance").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    /// <summary>Files of a folder of facts, where they lie beside the repository; else none.</summary>
    public static IEnumerable<string> Shared(string topic, string folder) => Ancestors()
        .Select(ancestor => Path.Combine(ancestor, "shared", "facts", topic, folder)).Where(Directory.Exists).Take(1)
        .SelectMany(found => Directory.EnumerateFiles(found, "*.json", SearchOption.AllDirectories));

    public static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);

    /// <summary><see cref="Full"/> with another value at a JSON pointer; null takes the member away.</summary>
    public static string With(string pointer, string? json)
    {
        var root = JsonNode.Parse(Full)!;
        var path = pointer.Split('/')[1..];
        var parent = path[..^1].Aggregate(root, (node, name) => node is JsonArray array ? array[int.Parse(name)]! : node[name]!);
        if (parent is JsonArray items)
        {
            items[int.Parse(path[^1])] = JsonNode.Parse(json!);
        }
        else if (json is null)
        {
            parent.AsObject().Remove(path[^1]).ShouldBeTrue();
        }
        else
        {
            parent[path[^1]] = JsonNode.Parse(json);
        }

        return root.ToJsonString();
    }

    public static string? Text(string json, string parent, string member) => JsonNode.Parse(json)![parent]![member]?.GetValue<string>();

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }

    private static string[] ReadEmbedded()
    {
        using var stream = typeof(Examples).Assembly.GetManifestResourceStream("events.ndjson")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
