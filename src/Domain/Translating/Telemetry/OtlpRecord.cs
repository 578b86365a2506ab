using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Domain.Translating.Telemetry;

/// <summary>A log record of the OpenTelemetry protocol, in its JSON encoding, with the resource it is of.</summary>
public sealed class OtlpRecord
{
    private readonly Piece record;
    private readonly Dictionary<string, Piece> own;
    private readonly Dictionary<string, Piece> resource;

    private OtlpRecord(Piece record, Dictionary<string, Piece> resource) => (this.record, this.resource, own) = (record, resource, Attributes(record));

    /// <summary>When it happened, else when it was seen; null where it does not say.</summary>
    public DateTimeOffset? Time => Nanoseconds(record["timeUnixNano"]) ?? Nanoseconds(record["observedTimeUnixNano"]);

    /// <summary>The trace it is part of, or null.</summary>
    public string? TraceId => record["traceId"].Text is { Length: 32 } hex ? hex : null;

    /// <summary>The CDEvent that it carries: its body, as text, bytes or a map; null where it carries none.</summary>
    public byte[]? CdEvent
    {
        get
        {
            var body = record["body"];
            var json = body["stringValue"].Text is { } text ? Json(System.Text.Encoding.UTF8.GetBytes(text))
                : body["bytesValue"].Text is { } bytes ? Json(Convert.TryFromBase64String(bytes, new byte[bytes.Length], out _) ? Convert.FromBase64String(bytes) : [])
                : body["kvlistValue"].Exists ? JsonSerializer.SerializeToUtf8Bytes(Node(body, 0))
                : null;
            return json is not null && Piece.Of(JsonElement.Parse(json)) is var e && e["context"]["type"].Text is not null && e["subject"].Exists ? json : null;
        }
    }

    /// <summary>The records of a request.</summary>
    /// <exception cref="NotTranslatedException">It is none.</exception>
    public static IEnumerable<OtlpRecord> Of(Piece request)
    {
        if (request.Element.ValueKind is not JsonValueKind.Object)
        {
            throw request.Wrong("an ExportLogsServiceRequest");
        }

        foreach (var logs in request["resourceLogs"].Items)
        {
            var resource = Attributes(logs["resource"]);
            foreach (var record in logs["scopeLogs"].Items.SelectMany(scope => scope["logRecords"].Items))
            {
                yield return new(record, resource);
            }
        }
    }

    /// <summary>An attribute of the record itself as text, or null.</summary>
    public string? Own(string name) => Text(own, name);

    /// <summary>An attribute of the record, else of its resource, as text; or null.</summary>
    public string? Said(string name) => Text(own, name) ?? Text(resource, name);

    private static Dictionary<string, Piece> Attributes(Piece of) => of["attributes"].Items.Where(pair => pair["key"].Text is not null)
        .GroupBy(pair => pair["key"].Text!).ToDictionary(pairs => pairs.Key, pairs => pairs.Last()["value"]);

    private static string? Text(Dictionary<string, Piece> attributes, string name) => !attributes.TryGetValue(name, out var value) ? null
        : value["stringValue"].Text ?? value["intValue"].Text
        ?? value["arrayValue"]["values"].Items.Select(item => item["stringValue"].Text).FirstOrDefault();

    private static DateTimeOffset? Nanoseconds(Piece time) =>
        ulong.TryParse(time.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds) && nanoseconds is > 0 and < 9_561_758_400_000_000_000UL
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100)) : null;

    private static byte[]? Json(byte[] text)
    {
        try
        {
            return text.AsSpan().TrimStart((byte)' ') is [(byte)'{', ..] && JsonElement.Parse(text).ValueKind is JsonValueKind.Object ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Node(Piece value, int depth)
    {
        if (depth > 60)
        {
            throw value.Wrong("a value that is less deep");
        }

        return value["kvlistValue"].Exists ? new JsonObject(value["kvlistValue"]["values"].Items.Where(pair => pair["key"].Text is not null)
                .GroupBy(pair => pair["key"].Text!).Select(pairs => KeyValuePair.Create(pairs.Key, Node(pairs.Last()["value"], depth + 1))))
            : value["arrayValue"].Exists ? new JsonArray([.. value["arrayValue"]["values"].Items.Select(item => Node(item, depth + 1))])
            : value["boolValue"].Exists ? JsonValue.Create(value["boolValue"].IsTrue)
            : value["intValue"].Whole is { } whole ? JsonValue.Create(whole)
            : value["doubleValue"].Text is not null ? JsonNode.Parse(value["doubleValue"].Element.GetRawText())
            : value["stringValue"] is { Element.ValueKind: JsonValueKind.String or JsonValueKind.Number } text ? JsonValue.Create(text.Text ?? "")
            : value["bytesValue"].Text is { } bytes ? JsonValue.Create(bytes)
            : null;
    }
}
