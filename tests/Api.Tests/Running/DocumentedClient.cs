using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CdViz.Api.Tests.Running;

/// <summary>Holds every answer that a test reads against the server's OpenAPI document; of the same operation and status the first few.</summary>
internal sealed class DocumentedClient(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int OfEach = 20;

    private static readonly ConcurrentDictionary<string, int> Seen = new();

    private static readonly Lock Gate = new();

    // The document is the same for every server of a test run.
    private static DocumentedAnswers? documented;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var (path, status, type) = (request.RequestUri!.AbsolutePath, (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
        if (type is not ("application/json" or "application/problem+json") || path is "/openapi/v1.json" || request.Method == HttpMethod.Head || Seen.AddOrUpdate($"{request.Method} {path.Split('/')[1]} {status}", 1, (_, n) => n + 1) > OfEach)
        {
            return response;
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return (await DocumentAsync(request, cancellationToken)).Wrong(request.Method.Method, path, status, type, body.Length == 0 ? null : body) is { } wrong
            ? throw new ShouldAssertException($"The OpenAPI document says otherwise: {wrong}")
            : response;
    }

    private async Task<DocumentedAnswers> DocumentAsync(HttpRequestMessage like, CancellationToken ct)
    {
        if (documented is { } known)
        {
            return known;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(like.RequestUri!, "/openapi/v1.json"));
        using var response = await base.SendAsync(request, ct);
        var read = new DocumentedAnswers(JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))!);
        lock (Gate)
        {
            return documented ??= read;
        }
    }
}
