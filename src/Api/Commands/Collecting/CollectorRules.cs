using System.Text.Json.Nodes;

namespace CdViz.Api.Commands.Collecting;

/// <summary>What a source of cdviz-collector asks of headers.</summary>
internal static class CollectorRules
{
    /// <summary>The same as rules of ours.</summary>
    public static JsonArray Of(string place, JsonObject extractor, CollectorConfig report)
    {
        var rules = new JsonArray();
        var asked = extractor["headers"] switch
        {
            JsonObject map => map.Select(pair => (Header: pair.Key, Rule: pair.Value as JsonObject)),
            JsonArray list => list.OfType<JsonObject>().Select(item => (Header: $"{item["header"] ?? item["name"]}", Rule: (JsonObject?)(item["rule"] as JsonObject ?? item))),
            _ => Enumerable.Empty<(string Header, JsonObject? Rule)>(),
        };
        // A signature may stand beside the headers, as it did once.
        if (extractor["signature"]?.DeepClone() is JsonObject signature)
        {
            signature["type"] = "signature";
            asked = asked.Append(($"{signature["header"] ?? "x-hub-signature-256"}", signature));
        }

        foreach (var (header, rule) in asked)
        {
            if (rule is not null && Rule(header, rule, place, report) is { } ours)
            {
                rules.Add(ours);
            }
            else
            {
                report.NotTaken.Add($"{place}.extractor.headers.{header}: a rule of the unknown type '{rule?["type"]}'.");
            }
        }

        return rules;
    }

    private static JsonObject? Rule(string header, JsonObject rule, string place, CollectorConfig report)
    {
        var at = $"{place}.extractor.headers.{header}";
        string? Text(string key) => report.Text(rule, key, at);
        return rule["type"]?.ToString() switch
        {
            "exists" => new() { ["Header"] = header, ["Check"] = "exists" },
            "equals" or "secret" => new()
            {
                ["Header"] = header,
                ["Check"] = "equals",
                ["Value"] = $"{Text("value")}{Text("suffix")}",
                ["Prefix"] = Text("prefix") ?? "",
                ["IgnoreCase"] = rule["case_sensitive"]?.ToString() is "false" or "False",
            },
            "matches" => new() { ["Header"] = header, ["Check"] = "matches", ["Value"] = Text("pattern") },
            "signature" => Signature(header, rule, Text),
            _ => null,
        };
    }

    private static JsonObject Signature(string header, JsonObject rule, Func<string, string?> text)
    {
        var ours = new JsonObject
        {
            ["Header"] = header,
            ["Check"] = "signature",
            ["Value"] = text("token"),
            ["SecretEncoding"] = text("token_encoding") ?? "text",
            ["Prefix"] = text("signature_prefix") ?? "",
            ["Encoding"] = text("signature_encoding") ?? "hex",
        };
        if ((rule["signature_on"] as JsonObject)?["headers_then_body"] is JsonObject signed)
        {
            ours["Headers"] = CollectorConfig.Words(signed["headers"]);
            ours["Separator"] = $"{signed["separator"]}";
        }

        return ours;
    }
}
