using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>Posts to one address, and what its answers mean to who delivers events.</summary>
internal sealed class HttpPosts : IDisposable
{
    private const int AnswerBytes = 1024 * 1024;
    private const int Redirects = 3;

    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly OutgoingGuard? guard;
    private readonly SecretFile url;
    private readonly SecretFile token;
    private readonly TimeSpan time;
    private readonly IReadOnlyDictionary<string, string> headers;
    private readonly TimeProvider clock;

    /// <summary>By the settings of a sink.</summary>
    /// <param name="settings">Address, headers, token, time.</param>
    /// <param name="name">The subscription.</param>
    /// <param name="guard">Says where it may connect to; null for anywhere.</param>
    /// <param name="clock">Says how far a time to try again is away.</param>
    public HttpPosts(SinkSettings settings, string name, OutgoingGuard? guard, TimeProvider clock)
    {
        this.guard = guard;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
            ConnectCallback = guard is null ? null : guard.ConnectAsync,
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        (url, token) = (new("address", settings.Url, settings.UrlFile), new("token", settings.Token, settings.TokenFile));
        (time, headers, this.clock) = (settings.Timeout ?? UsualTime, settings.Headers ?? new Dictionary<string, string>(), clock);
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("CdViz.EventStore", typeof(HttpPosts).Assembly.GetName().Version!.ToString(3)));
        http.DefaultRequestHeaders.TryAddWithoutValidation("CdViz-Subscription", name);
    }

    /// <summary>The address, below which a path lies.</summary>
    /// <exception cref="SinkException">It is none.</exception>
    public Uri Address(string path = "") => Uri.TryCreate(url.Text(), UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
        ? path.Length is 0 ? parsed : new Uri($"{parsed.GetLeftPart(UriPartial.Path).TrimEnd('/')}{path}{parsed.Query}")
        : throw new SinkException("The address is none; one with http:// or https:// is allowed.");

    /// <summary>Posts.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="body">The body.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="more">Adds headers.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What is wrong, or null; and the answer, of a long one the beginning.</returns>
    public Task<(SinkFault? Fault, string Answer)> PostAsync(Uri address, ReadOnlyMemory<byte> body, string mediaType, Action<HttpRequestHeaders>? more, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, address, body, mediaType, more, ct);

    /// <summary>The same with another method; one that asks has no body.</summary>
    public async Task<(SinkFault? Fault, string Answer)> SendAsync(
        HttpMethod method, Uri address, ReadOnlyMemory<byte> body, string mediaType, Action<HttpRequestHeaders>? more, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(time);
        if (guard is not null && IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
        {
            // Where a proxy connects for us, it is told no such address either.
            await guard.CheckAsync([address.Host], patience.Token).ConfigureAwait(false);
        }

        try
        {
            for (var redirects = 0; ; redirects++)
            {
                using var request = Request(method, address, body, mediaType, more);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
                if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not { } location)
                {
                    var answer = await ReadAsync(response, patience.Token).ConfigureAwait(false);
                    return (Fault(response, answer), answer);
                }

                var next = new Uri(address, location);
                if (next.GetLeftPart(UriPartial.Authority) != address.GetLeftPart(UriPartial.Authority) || redirects >= Redirects)
                {
                    return (new SinkFault.Away($"It answers {(int)response.StatusCode} and sends us on to {next.GetLeftPart(UriPartial.Authority)}: events go to the address that is set alone."), "");
                }

                address = next;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (new SinkFault.Failed($"It did not answer within {time.TotalSeconds:0.#} s."), "");
        }
        catch (HttpRequestException fault)
        {
            return (fault.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse ? new SinkFault.Failed(fault.Message)
                : new SinkFault.Away(fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message), "");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, string mediaType, Action<HttpRequestHeaders>? more)
    {
        var request = new HttpRequestMessage(method, address);
        if (method != HttpMethod.Get)
        {
            request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (token.Text() is { } bearer)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        more?.Invoke(request.Headers);
        return request;
    }

    /// <summary>What an answer means: what is so for all events, what may be this one's fault, and what will be so the next time too.</summary>
    private SinkFault? Fault(HttpResponseMessage response, string answer)
    {
        var status = (int)response.StatusCode;
        var reason = $"It answers {status}{(answer.Length > 0 ? $": {(answer.Length > 300 ? answer[..300] : answer)}" : ".")}";
        return status switch
        {
            >= 200 and < 300 => null,
            429 or 503 => new SinkFault.Away(reason, Asked(response)),
            403 when (response.Headers.Contains("Retry-After") || RetryAfter.IsUsedUp(response.Headers)) && Asked(response) is { } wait => new SinkFault.Away(reason, wait),
            408 or 425 or 500 or 502 or 504 => new SinkFault.Failed(reason),
            401 or 402 or 403 or 404 or 405 or 407 or 410 or 415 or 421 or 426 => new SinkFault.Away($"{reason} The settings of the subscription, or of the receiver, have to be mended."),
            >= 400 and < 500 => new SinkFault.Refused(reason),
            _ => new SinkFault.Away(reason, Asked(response)),
        };
    }

    private TimeSpan? Asked(HttpResponseMessage response) => RetryAfter.Of(response.Headers, clock.GetUtcNow()) is { Ticks: > 0 } wait ? wait : null;

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var (buffer, read) = (new byte[4096], 0);
        while (await stream.ReadAsync(buffer.AsMemory(read), ct).ConfigureAwait(false) is > 0 and var more && (read += more) < AnswerBytes)
        {
            Array.Resize(ref buffer, read == buffer.Length ? Math.Min(AnswerBytes, buffer.Length * 2) : buffer.Length);
        }

        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
