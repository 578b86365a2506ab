using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>Posts events to an address: one by one, or many at once.</summary>
internal sealed class HttpSink(SinkSettings settings, string name, OutgoingGuard? guard, TimeProvider time) : ISink
{
    private const string Json = "application/json; charset=utf-8";

    private readonly HttpPosts posts = new(settings, name, guard, time);
    private readonly SinkFormat format = SinkKeys.Format(settings);
    private readonly SecretFile secret = new("secret", settings.Secret, settings.SecretFile);
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <inheritdoc/>
    public int Most => 10_000;

    /// <inheritdoc/>
    public bool IsTogether => format is SinkFormat.Batch or SinkFormat.CdEventsBatch or SinkFormat.NdJson;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        if (IsTogether)
        {
            EventText.Many(format, events, buffer);
            var type = format is SinkFormat.Batch ? CloudEventText.Batch : format is SinkFormat.NdJson ? "application/x-ndjson" : Json;
            var fault = await PostAsync(buffer.WrittenMemory, type, events, ct).ConfigureAwait(false);
            return fault is null ? new(events.Count) : SinkResult.None(fault);
        }

        for (var i = 0; i < events.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var type = format is SinkFormat.Structured ? CloudEventText.Structured : Json;
            if (await PostAsync(EventText.One(format, events[i]), type, [events[i]], ct).ConfigureAwait(false) is { } fault)
            {
                return new(i, fault);
            }
        }

        return new(events.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        posts.Dispose();
        return default;
    }

    private async Task<SinkFault?> PostAsync(ReadOnlyMemory<byte> body, string type, IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        var (fault, _) = await posts.PostAsync(
            posts.Address(),
            body,
            type,
            headers =>
            {
                if (format is SinkFormat.Binary)
                {
                    foreach (var (attribute, value) in CloudEventText.Attributes(events[0]))
                    {
                        headers.TryAddWithoutValidation($"ce-{attribute}", CloudEventText.Header(value));
                    }
                }

                foreach (var (attribute, value) in IsTogether ? [] : CloudEventText.Trace(events[0]))
                {
                    headers.TryAddWithoutValidation(attribute, value);
                }

                headers.TryAddWithoutValidation("CdViz-Position", events[0].Event.Position.ToString(CultureInfo.InvariantCulture));
                if (IsTogether)
                {
                    headers.TryAddWithoutValidation("CdViz-Last-Position", events[^1].Event.Position.ToString(CultureInfo.InvariantCulture));
                }

                if (secret.Text() is { } key)
                {
                    Sign(headers, key, body);
                }
            },
            ct).ConfigureAwait(false);
        return fault;
    }

    private void Sign(System.Net.Http.Headers.HttpRequestHeaders headers, string key, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        if (settings.Signature is SignatureKind.Timestamp)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers.TryAddWithoutValidation("X-CdViz-Timestamp", now);
            hash.AppendData(Encoding.UTF8.GetBytes($"{now}."));
        }

        hash.AppendData(body.Span);
        headers.TryAddWithoutValidation(settings.SignatureHeader ?? "X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }
}
