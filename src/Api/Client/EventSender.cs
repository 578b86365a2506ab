using System.Net;
using System.Net.Http.Headers;

namespace CdViz.Api.Client;

/// <summary>Sends CDEvents to a server and waits while it is overloaded.</summary>
internal sealed class EventSender(Uri url, string? token) : IDisposable
{
    private const int Attempts = 8;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Where the server is, with a slash at the end.</summary>
    public Uri Url { get; } = new(url.AbsoluteUri.TrimEnd('/') + "/");

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
    public void Dispose() => http.Dispose();

    // Sending again is safe: what the server has already it answers as a duplicate.
    private async Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> body, string mediaType, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, "cdevents"))
            {
                Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
                Headers = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
            };
            var response = await http.SendAsync(request, ct);
            if (response.StatusCode is not HttpStatusCode.ServiceUnavailable)
            {
                return Understood(response);
            }

            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            response.Dispose();
            if (attempt == Attempts)
            {
                throw CommandFailed.Unavailable($"The server at {Url} answered 503 {Attempts} times; its log and {new Uri(Url, "health/ready")} say why.");
            }

            await Task.Delay(wait, ct);
        }
    }

    private HttpResponseMessage Understood(HttpResponseMessage response)
    {
        var refusal = response switch
        {
            { Content.Headers.ContentType.MediaType: not ("application/json" or "application/problem+json") } =>
                $"{Url} answers {(int)response.StatusCode} and is no CDViz server; --url says where it is.",
            { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } =>
                $"The server answers {(int)response.StatusCode}: --token, or CDVIZ_TOKEN, must be a token of it with the scope '{Scopes.Write}'.",
            _ => null,
        };
        if (refusal is null)
        {
            return response;
        }

        response.Dispose();
        throw CommandFailed.WrongUse(refusal);
    }
}
