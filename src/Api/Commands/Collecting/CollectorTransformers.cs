using System.Text.Json.Nodes;

namespace CdViz.Api.Commands.Collecting;

/// <summary>The transformers of a configuration of cdviz-collector: those of its community have a translator here, programs of one's own have not.</summary>
/// <param name="collector">What its file says.</param>
internal sealed class CollectorTransformers(JsonObject collector)
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["github_events"] = "github",
        ["gitlab_webhook"] = "gitlab",
        ["argocd_notifications"] = "argocd",
        ["kubewatch_cloudevents"] = "kubewatch",
        ["forgejo_webhook"] = "forgejo",
        ["gitea_webhook"] = "gitea",
        ["bitbucket_webhook"] = "bitbucket",
        ["jira_webhook"] = "jira",
    };

    /// <summary>The translators of a source.</summary>
    /// <param name="place">Where it stands: <c>sources.github</c>.</param>
    /// <param name="source">The source.</param>
    /// <param name="report">Where to say what could not be taken.</param>
    /// <returns>Null where nothing would come from it.</returns>
    public List<string>? Of(string place, JsonObject source, CollectorConfig report)
    {
        var found = new List<string>();
        var references = Words(source["transformer_refs"]).Concat(Words(collector["pipeline"]?["transformer_refs"])).Select(name => (Name: name, Transformer: (collector["transformers"] as JsonObject)?[name] as JsonObject));
        var own = (source["transformers"] as JsonArray ?? []).OfType<JsonObject>().Select((transformer, at) => (Name: $"transformers[{at}]", Transformer: (JsonObject?)transformer));
        foreach (var (name, transformer) in references.Concat(own))
        {
            var type = transformer?["type"]?.ToString() ?? (TranslatorOf(name, transformer) is null ? "unknown" : "vrl");
            switch (type)
            {
                case "passthrough" or "log" or "deduplicate":
                    report.Notes.Add($"{place}: the transformer {name} ({type}) is not needed; the log takes each event once, and the inbox keeps what came in.");
                    break;
                case "discard_all":
                    report.NotTaken.Add($"{place}: the transformer {name} discards all; the source is left out.");
                    return null;
                case "vrl" when TranslatorOf(name, transformer) is { } translator:
                    found.Add(translator);
                    break;
                case "vrl":
                    report.NotTaken.Add($"{place}: the transformer {name} is a VRL program; write it as a script (docs/sources/scripts.md) and name that in Translators.");
                    found.Add(name);
                    break;
                default:
                    report.NotTaken.Add($"{place}: the transformer {name} is not there, or of the unknown type '{type}'.");
                    break;
            }
        }

        return found;
    }

    private static string? TranslatorOf(string name, JsonObject? transformer)
    {
        var path = string.Join(' ', transformer?["template_rfile"], transformer?["template_file"]);
        return Known.FirstOrDefault(one => path.Contains(one.Key, StringComparison.Ordinal) || (transformer?["template"] is null && name == one.Key)).Value;
    }

    private static IEnumerable<string> Words(JsonNode? list) => CollectorConfig.Words(list).Select(word => $"{word}");
}
