using System.Text.Json;

namespace CdViz.Api.Commands.Asking;

/// <summary>A trace as a tree: each node once, below the first of its causes.</summary>
internal sealed class TraceTree
{
    private readonly Dictionary<string, JsonElement> nodes;
    private readonly ILookup<string, JsonElement> effects;
    private readonly HashSet<string> shown = [];

    private TraceTree(JsonElement trace)
    {
        nodes = trace.GetProperty("nodes").EnumerateArray().ToDictionary(node => node.GetProperty("id").GetString()!);
        effects = trace.GetProperty("edges").EnumerateArray().ToLookup(edge => edge.GetProperty("cause").GetString()!);
    }

    /// <summary>Its lines.</summary>
    public static IEnumerable<string> Lines(JsonElement trace)
    {
        var tree = new TraceTree(trace);
        var caused = trace.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("effect").GetString()!).ToHashSet();
        // What nothing caused comes first; then what is left, which only cycles lead to.
        return tree.nodes.Keys.OrderBy(caused.Contains).SelectMany(node => tree.shown.Contains(node) ? [] : tree.Below(node, "", ""));
    }

    private IEnumerable<string> Below(string id, string branch, string indent)
    {
        shown.Add(id);
        yield return $"{branch}{Text(id)}";
        var next = effects[id].DistinctBy(edge => edge.GetProperty("effect").GetString()).ToList();
        foreach (var (index, edge) in next.Index())
        {
            var (effect, last) = (edge.GetProperty("effect").GetString()!, index == next.Count - 1);
            var stem = $"{indent}{(last ? "└─ " : "├─ ")}{Relation(edge)}";
            if (shown.Contains(effect))
            {
                yield return $"{stem}{Name(effect)} (above)";
                continue;
            }

            foreach (var line in Below(effect, stem, $"{indent}{(last ? "   " : "│  ")}"))
            {
                yield return line;
            }
        }
    }

    private static string Relation(JsonElement edge) => $"{edge.GetProperty("relation").GetString()}: ";

    private string Text(string id)
    {
        if (!nodes.TryGetValue(id, out var node))
        {
            return id;
        }

        var happened = node.GetProperty("events").EnumerateArray().Select(e => $"{e.GetProperty("predicate").GetString()}{Outcome(e)}");
        var at = Show.Time(node.GetProperty("at"));
        return string.Join("  ", new[] { Name(id), at, string.Join(", ", happened) }.Where(part => part.Length > 0));
    }

    private string Name(string id) => !nodes.TryGetValue(id, out var node) ? id : node.GetProperty("kind").GetString() switch
    {
        "missing" => $"missing: {node.GetProperty("type").GetString()} {node.GetProperty("subjectId").GetString()}",
        "deployment" => $"deployment of {node.GetProperty("subjectId").GetString()} in {node.GetProperty("environment").GetString()}",
        _ => $"{node.GetProperty("type").GetString()} {node.GetProperty("subjectId").GetString()}",
    };

    private static string Outcome(JsonElement e) => e.GetProperty("outcome").GetString() is { } outcome ? $" {outcome}" : "";
}
