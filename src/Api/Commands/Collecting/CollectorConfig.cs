using System.Text.Json.Nodes;

namespace CdViz.Api.Commands.Collecting;

/// <summary>A configuration of cdviz-collector, as settings of ours.</summary>
/// <param name="collector">What its file says.</param>
internal sealed class CollectorConfig(JsonObject collector)
{
    // What else it may have, none of which is ours to do.
    private static readonly string[] Sections = ["http", "pipeline", "state", "remote", "sources", "sinks", "transformers", "vrl"];

    private readonly CollectorTransformers transformers = new(collector);

    /// <summary>What could not be taken, and why; a line each.</summary>
    public List<string> NotTaken { get; } = [];

    /// <summary>What needs no setting here, or another look; a line each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The same as settings of ours.</summary>
    public JsonObject Settings()
    {
        var settings = new JsonObject();
        if (collector["http"] is JsonObject http)
        {
            Http(http, settings);
        }

        foreach (var (section, _) in collector.Where(one => !Sections.Contains(one.Key)))
        {
            NotTaken.Add($"{section}: there is no such section in cdviz-collector.");
        }

        Note(collector["pipeline"]?["queue_capacity"], "pipeline.queue_capacity: what is taken is on the disk; Append and Limits bound what waits.");
        Note(collector["state"], "state: how far sources have come is kept in the database.");
        Note(collector["remote"], "remote: translators are built in, or files in Translators:Folder.");
        Note(collector["vrl"], "vrl: translators of your own are JavaScript or functions (docs/sources/scripts.md).");
        var sources = new JsonObject();
        foreach (var (name, source) in Tables("sources"))
        {
            if (IsOff(source))
            {
                Notes.Add($"sources.{name}: it is not enabled there and is left out.");
            }
            else if (new CollectorSource(name, source, transformers, this).Read() is { } read)
            {
                sources[read.Name] = read.Settings;
            }
        }

        if (sources.Count > 0)
        {
            settings["Sources"] = sources;
        }

        var sinks = new JsonObject();
        foreach (var (name, sink) in Tables("sinks"))
        {
            if (IsOff(sink))
            {
                Notes.Add($"sinks.{name}: it is not enabled there and is left out.");
            }
            else if (new CollectorSink(name, sink, this).Read() is { } read)
            {
                sinks[name] = read;
            }
        }

        if (sinks.Count > 0)
        {
            settings["Subscriptions"] = sinks;
        }

        return settings;
    }

    /// <summary>A text, or null where there is none; a value in a file is named as such.</summary>
    public string? Text(JsonObject of, string key, string place)
    {
        if (of[$"{key}_file"] is { } file)
        {
            NotTaken.Add($"{place}.{key}_file: set the key with the ending _FILE to {file}.");
        }

        if (of[$"{key}_rfile"] is not null)
        {
            NotTaken.Add($"{place}.{key}_rfile: files of remotes are not read; take it into the settings.");
        }

        return of[key]?.ToString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>A list of texts, or one alone.</summary>
    public static JsonArray Words(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Select(item => (JsonNode?)item?.ToString())],
        null => [],
        _ => [(JsonNode?)node.ToString()],
    };

    private static bool IsOff(JsonObject table) => table["enabled"]?.ToString() is not ("true" or "True");

    private void Http(JsonObject http, JsonObject settings)
    {
        var (host, port) = (Text(http, "host", "http") ?? "0.0.0.0", Text(http, "port", "http") ?? "8080");
        settings["Urls"] = $"http://{host}:{port}";
        if (!ListenAddress.IsLoopback($"http://{host}:{port}"))
        {
            Notes.Add("http.host: other machines can reach it, so Tokens have to be set ('./cdviz config hash-token'), or Urls to a loopback address.");
        }

        Note(http["root_url"], "http.root_url: context.source of what has none is set by Metadata:source of each source.");
        Note(http["access_log"], "http.access_log: Logging:LogLevel says what is logged.");
        Note(http["request_timeout"], "http.request_timeout: Limits bounds requests.");
    }

    private void Note(JsonNode? there, string text)
    {
        if (there is not null)
        {
            Notes.Add(text);
        }
    }

    private IEnumerable<(string Name, JsonObject Table)> Tables(string section)
    {
        foreach (var (name, table) in collector[section] as JsonObject ?? [])
        {
            if (table is JsonObject of)
            {
                yield return (name, of);
            }
            else
            {
                NotTaken.Add($"{section}.{name}: it is no table.");
            }
        }
    }
}
