using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CdViz.Api.Commands.Collecting;

/// <summary>A source of a configuration of cdviz-collector.</summary>
internal sealed partial class CollectorSource(string name, JsonObject source, CollectorTransformers transformers, CollectorConfig report)
{
    private readonly string place = $"sources.{name}";

    /// <summary>The same as a source of ours; null where it could not be taken.</summary>
    public (string Name, JsonObject Settings)? Read()
    {
        if (source["extractor"] is not JsonObject extractor || extractor["type"]?.ToString() is not { } type)
        {
            report.NotTaken.Add($"{place}: it has no extractor with a type.");
            return null;
        }

        if (transformers.Of(place, source, report) is not { } translators)
        {
            return null;
        }

        var settings = type switch
        {
            "webhook" => new JsonObject { ["Type"] = "webhook" },
            "kafka" => Of("kafka", extractor, ("Uri", "brokers"), ("Group", "group_id")),
            "nats" => Nats(extractor),
            _ => null,
        };
        if (settings is null)
        {
            report.NotTaken.Add(type is "noop" or "sleep" ? $"{place}: a source of the type {type} brings nothing." : $"{place}: sources of the type {type} are not taken over; docs/sources.md has what there is instead.");
            return null;
        }

        if (type is "kafka")
        {
            settings["Topics"] = CollectorConfig.Words(extractor["topics"]);
            Put(settings, "Options", Texts(extractor["rdkafka_config"]));
        }

        if (translators.Count > 0 || type is "webhook")
        {
            settings["Translators"] = new JsonArray([.. (translators.Count > 0 ? translators : ["cdevents"]).Select(one => (JsonNode?)one)]);
        }

        Put(settings, "KeepHeaders", CollectorConfig.Words(extractor["headers_to_keep"]));
        Put(settings, "Metadata", Metadata(extractor["metadata"]));
        Put(settings, "Rules", CollectorRules.Of(place, extractor, report));
        var id = extractor["id"]?.ToString();
        return (type is "webhook" && id is not null && Name().IsMatch(id) ? id : name, settings);
    }

    private static void Put(JsonObject settings, string key, JsonNode value)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            settings[key] = value;
        }
    }

    private static JsonObject Texts(JsonNode? of) => new((of as JsonObject ?? []).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)$"{pair.Value}")));

    private JsonObject Of(string type, JsonObject extractor, params ReadOnlySpan<(string Ours, string Theirs)> keys)
    {
        var settings = new JsonObject { ["Type"] = type };
        foreach (var (ours, theirs) in keys)
        {
            if (report.Text(extractor, theirs, place) is { } value)
            {
                settings[ours] = value;
            }
        }

        return settings;
    }

    private JsonObject Nats(JsonObject extractor)
    {
        var settings = Of("nats", extractor, ("Uri", extractor["url"] is null ? "servers" : "url"), ("Subject", "subject"), ("Group", "queue_group"), ("CredentialsFile", "credentials"));
        if (extractor["jetstream"] is JsonObject stream)
        {
            foreach (var (ours, value) in ((string, string?)[])[("Stream", report.Text(stream, "stream", place)), ("Group", report.Text(stream, "durable", place))])
            {
                if (value is not null)
                {
                    settings[ours] = value;
                }
            }
        }
        else if (report.Text(extractor, "stream", place) is { } named)
        {
            settings["Stream"] = named;
        }

        return settings;
    }

    // There it is a tree that programs read; here context.source and the environment are known by name.
    private JsonObject Metadata(JsonNode? metadata)
    {
        var said = new JsonObject();
        foreach (var (key, value) in metadata as JsonObject ?? [])
        {
            switch (key, value)
            {
                case ("context", JsonObject context):
                    if (context["source"] is { } from)
                    {
                        said["source"] = from.ToString();
                    }

                    break;
                case ("environment_id", not null):
                    said["environment"] = value.ToString();
                    break;
                case (_, JsonValue):
                    said[key] = value.ToString();
                    break;
                default:
                    report.NotTaken.Add($"{place}.extractor.metadata.{key}: only texts can be said of what comes from a source.");
                    break;
            }
        }

        return said;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,100}$")]
    private static partial Regex Name();
}
