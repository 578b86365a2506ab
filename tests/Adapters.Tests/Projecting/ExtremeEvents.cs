using System.Text.Json.Nodes;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>Events at the limits of what admission takes: every text as long as it may be, times from the first year to the last, very many links, circles of links.</summary>
internal static class ExtremeEvents
{
    private static readonly Admitter Admitter = new(options: new AdmissionOptions { Drafts = true });

    private static readonly int[] Lengths = [12_000, 3000, 1024, 1000, 900, 400, 100, 20];

    private static readonly string[] Times =
        ["0001-01-01T00:00:00Z", "0001-01-02T00:00:00.000001Z", "1582-10-10T00:00:00Z", "1969-12-31T23:59:59Z", "2262-04-12T00:00:00Z", "9999-12-31T23:59:59.999999Z"];

    /// <summary>Those of some types; the same for the same seed.</summary>
    public static List<AdmittedEvent> Of(IEnumerable<EventType> types, int seed)
    {
        var random = new Random(seed);
        var plain = new RandomEvents(seed);
        List<AdmittedEvent> events = [];
        foreach (var type in types.Distinct())
        {
            var json = plain.Of([type], 12).Select(e => JsonNode.Parse(e.ToUtf8Json())!).MaxBy(node => Leaves(node).Count)!;
            json["customData"] = JsonNode.Parse("""{"artifactId": "a", "links": [{"linkKind": "testedAgainst", "target": {"subject": {"id": "b"}}}, {"linkkind": "k", "subject": {"id": "c", "type": "t"}}]}""");
            json["context"]!["links"] = JsonNode.Parse("""[{"linkType": "RELATION", "linkKind": "kind", "target": {"contextId": "t"}}]""");

            var number = 0;
            AdmittedEvent? Admit(JsonNode node)
            {
                node["context"]!["id"] = node["context"]!["id"]!.GetValue<string>() is { Length: > 60 } given ? given : $"{type.Alias}-{number++}";
                return Admitter.Admit(System.Text.Encoding.UTF8.GetBytes(node.ToJsonString()), AdmissionMode.Lenient) is Admission.Admitted(var admitted) ? admitted : null;
            }

            // Each text by itself as long as it may be, and then all of them at once.
            var all = json.DeepClone();
            foreach (var path in Leaves(json))
            {
                if (Lengths.SelectMany(length => Spellings(random, length)).Select(text => (Text: text, Event: Admit(With(json, path, text)))).FirstOrDefault(tried => tried.Event is not null)
                    is { Event: { } longest, Text: var used })
                {
                    events.Add(longest);
                    var shorter = used.Length > 3000 ? used[..3000] : used;
                    var more = With(all, path, shorter);
                    all = Admit(more) is null ? all : more;
                }
            }

            events.Add(Admit(all)!);
            events.AddRange(Times.Select(time => Admit(With(json, "context.timestamp", time))).OfType<AdmittedEvent>());
            if (type.Alias is "service_deployed" or "incident_detected" or "pipeline_run_finished")
            {
                events.AddRange(Links(1500).Concat(Huge(random)).Select(links => Admit(Linked(json, links))).OfType<AdmittedEvent>());
            }
        }

        return [.. events.DistinctBy(e => e.Id)];
    }

    // Many to few, round and round; and one that leads to an id of nearly a mebibyte.
    private static IEnumerable<JsonArray> Links(int count) => Enumerable.Range(0, 2).Select(_ => new JsonArray([.. Enumerable.Range(0, count).Select(n => Link($"k{n % 3}", $"service_deployed-{n % 40}"))]));

    private static IEnumerable<JsonArray> Huge(Random random) => [[Link("k", random.GetHexString(900_000))]];

    private static JsonObject Link(string kind, string to) => new() { ["linkType"] = "RELATION", ["linkKind"] = kind, ["target"] = new JsonObject { ["contextId"] = to } };

    private static JsonNode Linked(JsonNode json, JsonArray links)
    {
        var copy = json.DeepClone();
        copy["context"]!["links"] = links;
        return copy;
    }

    private static IEnumerable<string> Spellings(Random random, int length)
    {
        string Letters(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('!' + 1 + random.Next(90)) is var c && char.IsLetterOrDigit(c) ? c : 'é'));
        var letters = Letters(length);
        var plain = string.Concat(letters.Where(char.IsAsciiLetterOrDigit));
        return [letters, plain, $"pkg:oci/{plain}", $"pkg:oci/x@sha256:{plain}?tag={plain[..(plain.Length / 3)]}", $"https://a.example/{plain}", $"dev.cdeventsx.{plain}-gate.passed.0.1.0"];
    }

    private static JsonNode With(JsonNode json, string path, string text)
    {
        var copy = json.DeepClone();
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(copy, (node, name) => node is JsonArray array ? array[int.Parse(name)]! : node[name]!);
        if (parent is JsonArray items)
        {
            items[int.Parse(names[^1])] = text;
        }
        else
        {
            parent[names[^1]] = text;
        }

        return copy;
    }

    private static List<string> Leaves(JsonNode? node, string path = "") => node switch
    {
        JsonObject o => [.. o.SelectMany(member => Leaves(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}"))],
        JsonArray a => [.. a.SelectMany((item, n) => Leaves(item, $"{path}.{n}"))],
        JsonValue v when v.TryGetValue<string>(out _) && path is not ("context.version" or "context.specversion" or "context.timestamp") => [path],
        _ => [],
    };
}
