using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CdViz.Api.Pulling;

/// <summary>Asks a server over HTTP, with a password or a token and headers that are shown to nobody else, whatever it sends on to or names as its next page.</summary>
internal sealed class Rest : IDisposable
{
    private const int MaxShown = 200;
    private const int MaxRedirects = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly HttpClient http;
    private readonly IReadOnlyDictionary<string, string> headers;
    private readonly Uri home;
    private readonly AuthenticationHeaderValue? login;

    /// <summary>Asks a server.</summary>
    /// <param name="home">The server: what is not there is asked without password, token and headers.</param>
    /// <param name="headers">Headers of each request to it.</param>
    /// <param name="user">Who asks; empty where a token says it.</param>
    /// <param name="password">The password or the token; empty for none.</param>
    public Rest(Uri home, IReadOnlyDictionary<string, string> headers, string user, string password)
    {
        (this.headers, this.home) = (headers, home);
        login = user.Length > 0 ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))
            : password.Length > 0 ? new("Bearer", password)
            : null;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            Timeout = Patience,
            DefaultRequestHeaders = { UserAgent = { new("CdViz.EventStore", Product.Version.Split('+')[0]) } },
        };
    }

    /// <summary>Called before waiting as the server asks to; null where that is left to the caller.</summary>
    public Func<TimeSpan, Task>? Waits { get; init; }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Whether an address is on the server that may see what proves who asks: not where that would go unencrypted all at once.</summary>
    public bool IsHome(Uri address) => address.Authority == home.Authority && (address.Scheme == home.Scheme || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>Asks. 304 and 404 are answers too, and 401 where the caller wants it.</summary>
    /// <exception cref="PullException">There is no answer that can be used.</exception>
    public async Task<RestAnswer> GetAsync(Uri address, CancellationToken ct, bool maySay401 = false, HttpMethod? method = null, params (string Name, string Value)[] more)
    {
        while (true)
        {
            var answer = await AskAsync(address, method ?? HttpMethod.Get, more, ct);
            if (answer.Status is HttpStatusCode.OK or HttpStatusCode.NotModified or HttpStatusCode.NotFound || (maySay401 && answer.Status is HttpStatusCode.Unauthorized))
            {
                return answer;
            }

            var refusal = Refusal(address, answer);
            if (refusal.Again is not { } wait || Waits is null || wait > TimeSpan.FromMinutes(65))
            {
                throw refusal;
            }

            await Waits(wait);
            await Task.Delay(wait, ct);
        }
    }

    /// <summary>Begins to read an answer that has no end.</summary>
    public async Task<HttpResponseMessage> StreamAsync(Uri address, CancellationToken ct, params (string Name, string Value)[] more)
    {
        try
        {
            return await SendAsync(address, HttpMethod.Get, more, ct);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new PullException(fault.InnerException?.Message ?? fault.Message);
        }
    }

    private async Task<RestAnswer> AskAsync(Uri address, HttpMethod method, (string, string)[] more, CancellationToken ct)
    {
        try
        {
            using var response = await SendAsync(address, method, more, ct);
            return new(response.StatusCode, await BodyAsync(response, ct), response.Content.Headers.ContentType?.ToString(), response.Headers, response.RequestMessage!.RequestUri!)
            {
                LastModified = response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new PullException(fault.InnerException?.Message ?? fault.Message);
        }
    }

    /// <summary>Sends, and follows what has moved: with password, token and headers where the server is still the same, as when a repository got another name.</summary>
    private async Task<HttpResponseMessage> SendAsync(Uri address, HttpMethod method, (string, string)[] more, CancellationToken ct)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = Request(address, method, more);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response is not { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect }
                || response.Headers.Location is not { } location || redirects == MaxRedirects)
            {
                return response;
            }

            var next = new Uri(address, location);
            if (next.Scheme != address.Scheme && next.Scheme != Uri.UriSchemeHttps)
            {
                return response;
            }

            response.Dispose();
            address = next;
        }
    }

    private HttpRequestMessage Request(Uri address, HttpMethod method, (string Name, string Value)[] more)
    {
        var request = new HttpRequestMessage(method, address);
        var isHome = IsHome(address);
        request.Headers.Authorization = isHome && !Array.Exists(more, header => header.Name is "Authorization") ? login : null;
        foreach (var (name, value) in headers.Where(header => isHome && !Array.Exists(more, one => one.Name.Equals(header.Key, StringComparison.OrdinalIgnoreCase)))
            .Select(header => (header.Key, header.Value)).Concat(more.Where(header => isHome || header.Name is not "Authorization")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(block, ct)) > 0;)
        {
            body.Write(block, 0, read);
            if (body.Length > Patterns.MaxFileBytes)
            {
                throw new PullException($"an answer has more than {Patterns.MaxFileBytes} bytes.");
            }
        }

        return body.ToArray();
    }

    private static PullException Refusal(Uri address, RestAnswer answer)
    {
        var text = Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, MaxShown))).ReplaceLineEndings(" ");
        var isBusy = answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            || (answer.Status is HttpStatusCode.Forbidden && (answer.Header("Retry-After") is not null || RetryAfter.IsUsedUp(answer.Headers)));
        return new($"{address.GetLeftPart(UriPartial.Path)} answers {(int)answer.Status}: {text}", isBusy ? Wait(answer) : null);
    }

    private static TimeSpan Wait(RestAnswer answer) =>
        RetryAfter.Of(answer.Headers, DateTimeOffset.UtcNow) is not { } asked ? TimeSpan.FromMinutes(1) : asked > Shortest ? asked : Shortest;
}

/// <summary>What a server answered.</summary>
internal sealed record RestAnswer(HttpStatusCode Status, byte[] Body, string? ContentType, HttpResponseHeaders Headers, Uri Address)
{
    /// <summary>When what it answers changed last, or null.</summary>
    public string? LastModified { get; init; }

    /// <summary>The next page, where the header <c>Link</c> names one (RFC 8288).</summary>
    public Uri? Next => Headers.TryGetValues("Link", out var links)
        ? links.SelectMany(link => link.Split(',')).Select(link => link.Split(';'))
            .Where(parts => parts.Skip(1).Any(part => part.Trim() is "rel=\"next\"" or "rel=next"))
            .Select(parts => new Uri(Address, parts[0].Trim().Trim('<', '>'))).FirstOrDefault()
        : null;

    /// <summary>A header, or null.</summary>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.First() : null;
}
