using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>Writes events as CloudEvents 1.0 that carry them, as the CDEvents binding says.</summary>
public static class CloudEventText
{
    /// <summary>Media type of a structured one.</summary>
    internal const string Structured = "application/cloudevents+json; charset=utf-8";

    /// <summary>Media type of many.</summary>
    internal const string Batch = "application/cloudevents-batch+json; charset=utf-8";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The value of an attribute as a header (HTTP binding 1.0, 3.1.3.2): printable ASCII without space, quotation mark and percent sign; all else as %xx of its UTF-8.</summary>
    public static string Header(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.All(IsPlain))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        foreach (var one in Encoding.UTF8.GetBytes(value))
        {
            _ = IsPlain((char)one) ? text.Append((char)one) : text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }

        return text.ToString();
    }

    /// <summary>The attributes of an event, with those of the extension for distributed tracing where it came with a trace context.</summary>
    internal static IEnumerable<(string Name, string Value)> Attributes(Outgoing e) =>
    [
        ("specversion", "1.0"), ("id", e.Facts.Id), ("source", e.Facts.Source), ("type", e.Facts.Type), ("time", e.Facts.Time), ("subject", e.Facts.Subject), .. Trace(e),
    ];

    /// <summary>The W3C trace context of an event, as headers have it: none, <c>traceparent</c>, or <c>tracestate</c> with it.</summary>
    internal static IEnumerable<(string Name, string Value)> Trace(Outgoing e) => e.Event.Trace switch
    {
        { Parent: { } parent, State: { } state } => [("traceparent", parent), ("tracestate", state)],
        { Parent: { } parent } => [("traceparent", parent)],
        _ => [],
    };

    /// <summary>Writes an event in structured mode.</summary>
    internal static void Write(IBufferWriter<byte> output, Outgoing e)
    {
        using var writer = new Utf8JsonWriter(output, Relaxed);
        Write(writer, e);
    }

    /// <summary>Writes events in batched mode.</summary>
    internal static void Write(IBufferWriter<byte> output, IReadOnlyList<Outgoing> events)
    {
        using var writer = new Utf8JsonWriter(output, Relaxed);
        writer.WriteStartArray();
        foreach (var e in events)
        {
            Write(writer, e);
        }

        writer.WriteEndArray();
    }

    private static bool IsPlain(char c) => c is > ' ' and < '\x7f' and not '"' and not '%';

    private static void Write(Utf8JsonWriter writer, Outgoing e)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in Attributes(e))
        {
            writer.WriteString(name, value);
        }

        writer.WriteString("datacontenttype", "application/json");
        writer.WritePropertyName("data");
        writer.WriteRawValue(e.Body.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }
}
