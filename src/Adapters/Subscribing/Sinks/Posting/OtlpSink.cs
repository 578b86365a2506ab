using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>Sends events as logs of OpenTelemetry: OTLP over HTTP, in its JSON form.</summary>
internal sealed class OtlpSink(SinkSettings settings, string name, OutgoingGuard? guard, TimeProvider time) : ISink
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HttpPosts posts = new(settings, name, guard, time);
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <inheritdoc/>
    public int Most => 1000;

    /// <inheritdoc/>
    public bool IsTogether => true;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        buffer.ResetWrittenCount();
        Write(events);
        var (fault, answer) = await posts.PostAsync(posts.Address("/v1/logs"), buffer.WrittenMemory, "application/json", null, ct).ConfigureAwait(false);
        return fault is not null ? SinkResult.None(fault)
            : Rejected(answer) is { } why ? SinkResult.None(new SinkFault.Refused($"The collector rejects it: {why}"))
            : new(events.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        posts.Dispose();
        return default;
    }

    /// <summary>Why some were not taken; null where all were. Which they were, the answer does not say.</summary>
    private static string? Rejected(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Length > 0 ? answer : "{}");
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("partialSuccess", out var part) && part.ValueKind is JsonValueKind.Object
                && part.TryGetProperty("rejectedLogRecords", out var count) && count.ToString() is not ("0" or "")
                ? part.TryGetProperty("errorMessage", out var message) ? message.ToString() : $"{count} log records"
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(IReadOnlyList<Outgoing> events)
    {
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartObject();
        json.WriteStartArray("resourceLogs");
        json.WriteStartObject();
        json.WriteStartObject("resource");
        Attributes(json, [("service.name", "CdViz.EventStore"), ("cdviz.subscription", name)]);
        json.WriteEndObject();
        json.WriteStartArray("scopeLogs");
        json.WriteStartObject();
        json.WriteStartObject("scope");
        json.WriteString("name", "CdViz.EventStore");
        json.WriteEndObject();
        json.WriteStartArray("logRecords");
        foreach (var e in events)
        {
            json.WriteStartObject();
            json.WriteString("timeUnixNano", Nanoseconds(e.Event.OccurredAt));
            json.WriteString("observedTimeUnixNano", Nanoseconds(e.Event.RecordedAt));
            if (e.Event.Trace.Parent is { } parent)
            {
                // 00-TRACE-SPAN-FLAGS
                json.WriteString("traceId", parent.AsSpan(3, 32));
                json.WriteString("spanId", parent.AsSpan(36, 16));
                json.WriteNumber("flags", int.Parse(parent.AsSpan(53, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }

            json.WriteNumber("severityNumber", 9);
            json.WriteString("severityText", "INFO");
            json.WriteString("eventName", e.Facts.Type);
            json.WriteStartObject("body");
            json.WriteString("stringValue", Encoding.UTF8.GetString(e.Body.Span));
            json.WriteEndObject();
            Attributes(json, [.. OtlpAttributes.Of(e), ("cdviz.position", e.Event.Position.ToString(CultureInfo.InvariantCulture))]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter json, IEnumerable<(string Name, string Value)> attributes)
    {
        json.WriteStartArray("attributes");
        foreach (var (name, value) in attributes)
        {
            json.WriteStartObject();
            json.WriteString("key", name);
            json.WriteStartObject("value");
            json.WriteString("stringValue", value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // It is an unsigned number of 64 bits, in which 0 stands for a time that is not known: before 1970 and after 2554 there is none.
    internal static string Nanoseconds(DateTime time) =>
        (Int128)(time - DateTime.UnixEpoch).Ticks * 100 is var nanoseconds && nanoseconds > 0 && nanoseconds <= ulong.MaxValue ? nanoseconds.ToString(CultureInfo.InvariantCulture) : "0";
}
