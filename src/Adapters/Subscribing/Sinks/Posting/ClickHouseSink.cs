using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>Inserts events into a table of ClickHouse over HTTP, as JSONEachRow: a batch is one insert.</summary>
internal sealed class ClickHouseSink(SinkSettings settings, string name, OutgoingGuard? guard, TimeProvider time) : ISink
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HttpPosts posts = new(settings, name, guard, time);
    private readonly SecretFile password = new("password", settings.Password, settings.PasswordFile);
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <inheritdoc/>
    public int Most => 10_000;

    /// <inheritdoc/>
    public bool IsTogether => true;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        buffer.ResetWrittenCount();
        foreach (var e in events)
        {
            Row(e);
        }

        var address = posts.Address();
        var query = $"query={Uri.EscapeDataString($"INSERT INTO {settings.Target} FORMAT JSONEachRow")}";
        var (fault, _) = await posts.PostAsync(
            new UriBuilder(address) { Query = address.Query is { Length: > 1 } given ? $"{given[1..]}&{query}" : query }.Uri,
            buffer.WrittenMemory,
            "application/x-ndjson",
            headers =>
            {
                if (settings.User is { Length: > 0 } user)
                {
                    headers.TryAddWithoutValidation("X-ClickHouse-User", user);
                    headers.TryAddWithoutValidation("X-ClickHouse-Key", password.Text() ?? "");
                }
            },
            ct).ConfigureAwait(false);
        return fault is null ? new(events.Count) : SinkResult.None(fault);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        posts.Dispose();
        return default;
    }

    private void Row(Outgoing e)
    {
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteNumber("position", e.Event.Position);
            writer.WriteString("timestamp", e.Event.OccurredAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            writer.WriteString("recorded_at", e.Event.RecordedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            writer.WriteString("id", e.Facts.Id);
            writer.WriteString("source", e.Facts.Source);
            writer.WriteString("type", e.Facts.Type);
            writer.WriteString("subject", e.Facts.Subject);
            writer.WriteString("environment", e.Facts.Environment ?? "");
            writer.WriteString("payload", Encoding.UTF8.GetString(e.Body.Span));
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
    }
}
