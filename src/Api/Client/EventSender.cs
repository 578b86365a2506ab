using System.Net;
using System.Net.Http.Headers;

namespace CdViz.Api.Client;

/// <summary>Sends CDEvents to a server and waits while it is overloaded.</summary>
internal sealed class EventSender(ServerClient server) : IDisposable
{
    private const int Attempts = 8;

    /// <summary>Whatever stands before the server asks for: who sends is told what is wrong within minutes.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Where the server is, with a slash at the end.</summary>
    public Uri Url => server.Url;

    /// <summary>Sends one event as it is.</summary>
    public Task<HttpResponseMessage> OneAsync(ReadOnlyMemory<byte> json, CancellationToken ct) => PostAsync(json, "application/json", ct);

    /// <summary>Sends events, one per line.</summary>
    /// <exception cref="CommandFailed">The server does not take them.</exception>
    public async Task<ManyReceipt> ManyAsync(ReadOnlyMemory<byte> lines, CancellationToken ct)
    {
        using var response = await PostAsync(lines, "application/x-ndjson", ct);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<ManyReceipt>(ct))!
            : throw new CommandFailed(ExitCode.No, $"The server answers {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}");
    }

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    // Sending again is safe: what the server has already it answers as a duplicate.
    private async Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> body, string mediaType, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("cdevents", UriKind.Relative))
            {
                Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            };
            var response = await server.SendAsync(request, ct);
            if (response.StatusCode is not HttpStatusCode.ServiceUnavailable)
            {
                return response;
            }

            var asked = RetryAfter.Of(response.Headers, DateTimeOffset.UtcNow) is { Ticks: > 0 } wait ? wait : TimeSpan.FromSeconds(1);
            response.Dispose();
            if (attempt == Attempts)
            {
                throw CommandFailed.Unavailable($"The server at {Url} answered 503 {Attempts} times; its log and {new Uri(Url, "health/ready")} say why.");
            }

            await Task.Delay(asked < LongestWait ? asked : LongestWait, ct);
        }
    }
}
