using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CdViz.Api.Pulling;

/// <summary>YAML as JSON.</summary>
internal static class YamlJson
{
    private const int MaxDepth = 100;

    private static readonly SearchValues<char> InNumbers = SearchValues.Create("+-.0123456789eE");

    /// <summary>Each document of a text as JSON, or each item of a document that is a list.</summary>
    /// <param name="yaml">UTF-8.</param>
    /// <param name="maxBytes">Bytes that one may have: a few lines of aliases stand for as much as one likes.</param>
    /// <returns>Null where it is no YAML, or one is longer.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> yaml, int maxBytes)
    {
        try
        {
            using var text = new StringReader(Encoding.UTF8.GetString(yaml.Span));
            var stream = new YamlStream();
            stream.Load(text);
            return [.. stream.Documents.Select(document => document.RootNode)
                .SelectMany(root => root is YamlSequenceNode list ? list.Children : (IEnumerable<YamlNode>)[root])
                .Select(node => Write(node, maxBytes))];
        }
        catch (Exception fault) when (fault is YamlException or TooLargeException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Write(YamlNode node, int maxBytes)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json);
        Write(writer, node, maxBytes, MaxDepth);
        writer.Flush();
        return json.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node, int maxBytes, int depth)
    {
        if (depth is 0 || writer.BytesCommitted + writer.BytesPending > maxBytes)
        {
            throw new TooLargeException();
        }

        switch (node)
        {
            case YamlMappingNode map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Children)
                {
                    writer.WritePropertyName((key as YamlScalarNode)?.Value ?? key.ToString());
                    Write(writer, value, maxBytes, depth - 1);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode list:
                writer.WriteStartArray();
                foreach (var item in list.Children)
                {
                    Write(writer, item, maxBytes, depth - 1);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar(writer, (YamlScalarNode)node);
                break;
        }
    }

    /// <summary>By the core schema of YAML 1.2; what is quoted is a text.</summary>
    private static void WriteScalar(Utf8JsonWriter writer, YamlScalarNode node)
    {
        switch (node.Style is ScalarStyle.Plain ? node.Value : null)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                break;
            case { } number when long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                writer.WriteNumberValue(whole);
                break;
            case { } number when number.AsSpan().IndexOfAnyExcept(InNumbers) < 0 && number.AsSpan().IndexOfAnyInRange('0', '9') >= 0
                && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real):
                writer.WriteNumberValue(real);
                break;
            default:
                writer.WriteStringValue(node.Value);
                break;
        }
    }

    private sealed class TooLargeException : Exception;
}
