using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;

namespace CdViz.Api.Pulling;

/// <summary>Cuts files and bodies into inputs. What is not such as its format says is one input as it is, so that it is seen where it goes.</summary>
internal static class Cutter
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>The format of something: that which is wanted, else that of its media type, else that of its name's ending.</summary>
    public static SourceFormat FormatOf(SourceFormat wanted, string name, string? contentType = null) => wanted is not SourceFormat.Auto ? wanted
        : contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => SourceFormat.Ndjson,
            "text/csv" => SourceFormat.Csv,
            "application/yaml" or "application/x-yaml" or "text/yaml" => SourceFormat.Yaml,
            { } json when json is "application/json" || json.EndsWith("+json", StringComparison.Ordinal) => SourceFormat.Json,
            _ => Path.GetExtension(name).ToLowerInvariant() switch
            {
                ".json" => SourceFormat.Json,
                ".ndjson" or ".jsonl" => SourceFormat.Ndjson,
                ".csv" => SourceFormat.Csv,
                ".yaml" or ".yml" => SourceFormat.Yaml,
                _ => SourceFormat.Whole,
            },
        };

    /// <summary>The inputs of something whole.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="whole">Its bytes.</param>
    /// <param name="place">Where it was found.</param>
    /// <param name="maxBytes">Bytes that one input may have where it is longer than what it is made of.</param>
    public static IEnumerable<Input> Cut(SourceFormat format, ReadOnlyMemory<byte> whole, string place, int maxBytes)
    {
        var bytes = whole.Span.StartsWith(ByteOrderMark) ? whole[ByteOrderMark.Length..] : whole;
        return format switch
        {
            SourceFormat.Json => Json(bytes, place),
            SourceFormat.Ndjson or SourceFormat.Lines => Lines(format, bytes, place),
            SourceFormat.Csv when Utf8.IsValid(bytes.Span) => Csv(bytes, place),
            SourceFormat.Yaml when Utf8.IsValid(bytes.Span) && YamlJson.Read(bytes, maxBytes) is { } documents => documents.Select(json => Of(json, place)),
            _ => [new Input(bytes, MediaOf(place)) { Place = place }],
        };
    }

    /// <summary>Whether it is a whole document.</summary>
    public static bool IsWholeJson(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes, new JsonReaderOptions { MaxDepth = 256 });
            while (reader.Read())
            {
                // To its end.
            }

            return reader.BytesConsumed > 0 && reader.CurrentDepth is 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>One document, as a CloudEvent where it is one.</summary>
    public static Input Of(ReadOnlyMemory<byte> json, string place) =>
        new(json, IsCloudEvent(json.Span) ? "application/cloudevents+json" : "application/json") { Place = place };

    private static List<Input> Json(ReadOnlyMemory<byte> bytes, string place)
    {
        try
        {
            var root = JsonElement.Parse(bytes.Span);
            return root.ValueKind is JsonValueKind.Array
                ? [.. root.EnumerateArray().Select(item => Of(JsonMarshal.GetRawUtf8Value(item).ToArray(), place))]
                : [Of(bytes, place)];
        }
        catch (JsonException)
        {
            return [new Input(bytes, "application/json") { Place = place }];
        }
    }

    private static IEnumerable<Input> Lines(SourceFormat format, ReadOnlyMemory<byte> bytes, string place)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                yield return format is SourceFormat.Ndjson ? Of(line, place) : new Input(line, "text/plain") { Place = place };
            }
        }
    }

    /// <summary>A row with more values than there are names is an input as it stands there.</summary>
    private static IEnumerable<Input> Csv(ReadOnlyMemory<byte> bytes, string place)
    {
        using var text = new StringReader(Encoding.UTF8.GetString(bytes.Span));
        using var rows = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, IgnoreBlankLines = true });
        var names = rows.Read() ? rows.Record! : [];
        while (rows.Read())
        {
            var values = rows.Record!;
            yield return values.Length > names.Length
                ? new Input(Encoding.UTF8.GetBytes(rows.RawRecord.TrimEnd('\r', '\n')), "text/csv") { Place = place }
                : new Input(
                    JsonSerializer.SerializeToUtf8Bytes(names.Take(values.Length).Select((name, nth) => (name, nth)).DistinctBy(one => one.name)
                        .ToDictionary(one => one.name, one => values[one.nth])),
                    "application/json")
                { Place = place };
        }
    }

    private static bool IsCloudEvent(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("specversion"u8))
                {
                    return true;
                }

                reader.Read();
                reader.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // It is told apart where it is looked at.
        }

        return false;
    }

    private static string? MediaOf(string place) => Path.GetExtension(place).ToLowerInvariant() switch
    {
        ".xml" or ".trx" => "application/xml",
        ".json" or ".sarif" => "application/json",
        ".txt" or ".tap" or ".log" => "text/plain",
        _ => null,
    };
}
