using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace CdViz.Api.Client;

/// <summary>Requests to a server, and what its refusals mean to who runs a command.</summary>
/// <param name="url">Where it is.</param>
/// <param name="token">A token, or null.</param>
/// <param name="scope">What the token has to allow.</param>
internal sealed class ServerClient(Uri url, string? token, string scope) : IDisposable
{
    // A redirect would make a question of what is sent, and ask it without the token.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Where the server is, with a slash at the end.</summary>
    public Uri Url { get; } = new(url.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>Sends a request; its address is relative to the server's.</summary>
    /// <exception cref="CommandFailed">It does not let us, or is no CDViz server.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        request.RequestUri = new Uri(Url, request.RequestUri!);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return Understood(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct));
    }

    /// <summary>What a path answers.</summary>
    /// <param name="path">Relative to the server's address.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandFailed">It does not answer, or refuses.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct)
    {
        using var response = await OpenAsync(path, null, ct);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(ct))!;
    }

    /// <summary>What a path answers, or null where the token does not allow to ask.</summary>
    /// <param name="path">Relative to the server's address.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandFailed">It does not answer, or refuses for another reason.</exception>
    public async Task<JsonElement?> TryGetAsync(string path, CancellationToken ct)
    {
        try
        {
            return await GetAsync(path, ct);
        }
        catch (NotAllowed)
        {
            return null;
        }
    }

    /// <summary>What a path answers, to be read as it comes.</summary>
    /// <param name="path">Relative to the server's address.</param>
    /// <param name="after">The position after which a stream of events goes on; null for elsewhere.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandFailed">It does not answer, or refuses.</exception>
    public async Task<HttpResponseMessage> OpenAsync(string path, string? after, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        var response = await SendAsync(request, ct);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, ct);
        }
    }

    /// <summary>What a path answers that is asked to do something.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Relative to the server's address.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="CommandFailed">It does not answer, or refuses.</exception>
    public async Task<JsonElement> ActAsync(HttpMethod method, string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using var response = await SendAsync(request, ct);
        return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>(ct))! : throw await RefusalAsync(response, ct);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>What a refusal means: of our question, 2; there is no such thing, 1; not now, 3.</summary>
    private static async Task<CommandFailed> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var problem = (await response.Content.ReadFromJsonAsync<ProblemDetails>(ct))!;
        var errors = problem.Extensions.TryGetValue("errors", out var found) && found is JsonElement list ? list.Deserialize<Violation[]>(JsonSerializerOptions.Web)! : [];
        var words = errors.Length > 0 ? string.Join(" ", errors.Select(error => $"{Option(error.Pointer)}: {error.Message}")) : problem.Detail ?? problem.Title ?? "";
        return response.StatusCode switch
        {
            HttpStatusCode.BadRequest => CommandFailed.WrongUse(words),
            HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadGateway => new CommandFailed(ExitCode.No, words),
            HttpStatusCode.ServiceUnavailable => CommandFailed.Unavailable(words),
            var status => CommandFailed.Unavailable($"The server answers {(int)status}: {words}"),
        };
    }

    // Of a query's parameters the pointer is / and the name.
    private static string Option(string pointer) => $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(pointer.TrimStart('/'))}";

    private HttpResponseMessage Understood(HttpResponseMessage response)
    {
        var refusal = response switch
        {
            { StatusCode: >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest, Headers.Location: { } location } =>
                $"{Url} answers {(int)response.StatusCode}: what is asked for is at {new Uri(response.RequestMessage!.RequestUri!, location).GetLeftPart(UriPartial.Path)}; --url says where the server is.",
            { Content.Headers.ContentType.MediaType: not ("application/json" or "application/problem+json" or "text/event-stream") } =>
                $"{Url} answers {(int)response.StatusCode} and is no CDViz server; --url says where it is.",
            { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } =>
                $"The server answers {(int)response.StatusCode}: --token, or CDVIZ_TOKEN, must be a token of it with the scope '{scope}'.",
            _ => null,
        };
        if (refusal is null)
        {
            return response;
        }

        using (response)
        {
            throw response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? new NotAllowed(refusal) : CommandFailed.WrongUse(refusal);
        }
    }

    /// <summary>The token does not allow what is asked.</summary>
    private sealed class NotAllowed(string message) : CommandFailed(Commands.ExitCode.WrongUse, message);
}
