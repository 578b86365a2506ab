using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdViz.Adapters.Store;

/// <summary>What the log keeps beside an event, in the column <c>headers</c>: written once, and given to Marten as it is.</summary>
internal sealed class EventHeaders : Dictionary<string, object>
{
    /// <summary>UTC, of fixed width: sorts as text as it sorts in time.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Reused by the thread: every event comes by here.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    private EventHeaders(byte[] json)
        : base(0) => Json = json;

    /// <summary>The JSON, UTF-8.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public static EventHeaders Write(AdmittedEvent e, string door, TraceContext trace = default)
    {
        buffer ??= new ArrayBufferWriter<byte>(512);
        writer ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        writer.Reset();

        Span<char> time = stackalloc char[27];
        e.OccurredAt.TryFormat(time, out var length, TimeFormat, CultureInfo.InvariantCulture);
        writer.WriteStartObject();
        writer.WriteString("occurredAt"u8, time[..length]);
        writer.WriteString("digest"u8, e.Digest);
        writer.WriteString("door"u8, door);
        writer.WriteString("specVersion"u8, e.SpecVersion);
        writer.WriteString("type"u8, e.TypeName);
        writer.WriteString("source"u8, e.Source);
        writer.WriteString("contextId"u8, e.ContextId);
        if (trace.Parent is { } parent)
        {
            writer.WriteString("traceparent"u8, parent);
            if (trace.State is { } state)
            {
                writer.WriteString("tracestate"u8, state);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return new(buffer.WrittenSpan.ToArray());
    }
}
