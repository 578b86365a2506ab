using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace CdViz.Api.Pulling;

/// <summary>A stream of server-sent events, read on from the last one that was taken. One node reads it.</summary>
internal sealed class SseSource : IPolled, IDisposable
{
    private const string LastItem = "last";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly SourceSettings settings;
    private readonly Rest rest;

    public SseSource(SourceSettings settings) =>
        (this.settings, rest) = (settings, new(new Uri(settings.Uri), settings.Headers, settings.User, settings.Password));

    /// <inheritdoc/>
    public string What => "the stream";

    /// <summary>Called when the stream has begun.</summary>
    public Action? Begun { get; set; }

    /// <inheritdoc/>
    public void Dispose() => rest.Dispose();

    /// <inheritdoc/>
    public async Task<TimeSpan?> PollAsync(Pull pull, CancellationToken ct)
    {
        var last = (await pull.StatesAsync(ct)).GetValueOrDefault(LastItem);
        using var response = await rest.StreamAsync(new Uri(settings.Uri), ct, [("Accept", "text/event-stream"), .. last is null ? Array.Empty<(string, string)>() : [("Last-Event-ID", last)]]);
        if (response.StatusCode is not HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            throw new PullException($"it answers {(int)response.StatusCode} {response.Content.Headers.ContentType?.MediaType}, no text/event-stream.");
        }

        Begun?.Invoke();
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var parser = SseParser.Create(stream, (_, data) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(data)));
        try
        {
            await foreach (var e in parser.EnumerateAsync(ct))
            {
                if (e.Data.Length > 0)
                {
                    await pull.TakeAsync([Cutter.Of(InputOf(e.Data), e.EventType) with { Headers = [("X-Event-Type", e.EventType)] }], ct);
                }

                if (e.EventId is { Length: > 0 } id && id != last)
                {
                    await pull.SaveAsync(LastItem, last = id, ct);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw new PullException($"the stream broke: {fault.Message}", Again);
        }

        return parser.ReconnectionInterval is { } wait && wait > TimeSpan.Zero && wait < TimeSpan.FromMinutes(5) ? wait : Again;
    }

    /// <summary>What the settings say is the input; the whole where there is no such thing.</summary>
    private byte[] InputOf(byte[] data)
    {
        try
        {
            return settings.Input.Length > 0 && JsonPointer.At(JsonElement.Parse(data), settings.Input) is { } input ? JsonMarshal.GetRawUtf8Value(input).ToArray() : data;
        }
        catch (JsonException)
        {
            return data;
        }
    }
}
