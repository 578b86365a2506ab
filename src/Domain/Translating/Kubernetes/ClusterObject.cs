using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Domain.Translating.Kubernetes;

/// <summary>What is kept of a workload: all that its services, images and times come from, and nothing of its environment variables, which may be secret.</summary>
public static class ClusterObject
{
    private const int MaxText = 1000;

    private static readonly string[] Noise = ["kubectl.kubernetes.io/last-applied-configuration"];

    /// <summary>The workload, cut down.</summary>
    /// <param name="workload">As the API server sent it.</param>
    /// <param name="kind">Its kind, which lists do not say of their items.</param>
    public static JsonElement Cut(JsonElement workload, string kind)
    {
        var all = Piece.Of(workload);
        var (metadata, template) = (all["metadata"], all["spec"]["template"]);
        var spec = template.Exists
            ? new JsonObject { ["template"] = new JsonObject { ["metadata"] = Names(template["metadata"]), ["spec"] = Containers(template["spec"]) } }
            : Containers(all["spec"]);
        var kept = new JsonObject { ["kind"] = kind, ["metadata"] = Metadata(metadata), ["spec"] = spec };
        var conditions = all["status"]["conditions"].Items.Where(condition => condition["type"].Text is "Progressing")
            .Select(condition => (JsonNode?)new JsonObject { ["type"] = "Progressing", ["lastUpdateTime"] = condition["lastUpdateTime"].Text }).ToArray();
        if (conditions.Length > 0)
        {
            kept["status"] = new JsonObject { ["conditions"] = new JsonArray(conditions) };
        }

        return JsonElement.Parse(kept.ToJsonString());
    }

    /// <summary>What services, environments and images of a workload come from; as long as it stays, nothing is told.</summary>
    public static string Fingerprint(JsonElement workload, string? environmentFrom, string? serviceFrom) =>
        WorkloadService.Fingerprint(Piece.Of(workload), environmentFrom, serviceFrom);

    private static JsonObject Metadata(Piece metadata)
    {
        var kept = Names(metadata);
        foreach (var key in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "generation"])
        {
            if (metadata[key].Exists)
            {
                kept[key] = JsonNode.Parse(metadata[key].Element.GetRawText());
            }
        }

        if (metadata["ownerReferences"].Exists)
        {
            kept["ownerReferences"] = new JsonArray([.. metadata["ownerReferences"].Items.Select(owner => (JsonNode?)new JsonObject { ["kind"] = owner["kind"].Text, ["name"] = owner["name"].Text })]);
        }

        if (metadata["managedFields"].Exists)
        {
            kept["managedFields"] = new JsonArray([.. metadata["managedFields"].Items.Select(entry => (JsonNode?)(entry["subresource"].Text is { } part
                ? new JsonObject { ["time"] = entry["time"].Text, ["subresource"] = part }
                : new JsonObject { ["time"] = entry["time"].Text }))]);
        }

        return kept;
    }

    private static JsonObject Names(Piece metadata)
    {
        var kept = new JsonObject();
        foreach (var part in (string[])["labels", "annotations"])
        {
            var texts = metadata[part].Members.Where(member => !Noise.Contains(member.Name) && member.Value.Text is { Length: <= MaxText })
                .Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value.Text)).ToList();
            if (texts.Count > 0)
            {
                kept[part] = new JsonObject(texts);
            }
        }

        return kept;
    }

    private static JsonObject Containers(Piece spec) => new()
    {
        ["containers"] = new JsonArray([.. spec["containers"].Items.Select(container => (JsonNode?)new JsonObject { ["name"] = container["name"].Text, ["image"] = container["image"].Text })]),
    };
}
