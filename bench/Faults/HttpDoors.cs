using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CdViz.Api.Demo.Sending;

namespace CdViz.Bench.Faults;

/// <summary>Single posts.</summary>
internal sealed class PostDoor(Nodes nodes, Ledger ledger) : IDoor
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <inheritdoc/>
    public async Task<bool> SendAsync(DemoEvent[] some)
    {
        using var answer = await HttpAnswers.PostAsync(http, nodes, some[0].Json, "application/json", ledger, HttpStatusCode.Created, HttpStatusCode.OK);
        if (answer is not null)
        {
            ledger.Acknowledge("http", some[0], answer.RootElement.GetProperty("position").GetInt64());
        }

        return answer is not null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Many in one body, a line for each.</summary>
internal sealed class LinesDoor(Nodes nodes, Ledger ledger) : IDoor
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <inheritdoc/>
    public async Task<bool> SendAsync(DemoEvent[] some)
    {
        var body = some.SelectMany(e => (byte[])[.. e.Json.Span, (byte)'\n']).ToArray();
        using var answer = await HttpAnswers.PostAsync(http, nodes, body, "application/x-ndjson", ledger, HttpStatusCode.OK);
        if (answer is null)
        {
            return false;
        }

        if (answer.RootElement.GetProperty("appended").GetInt32() + answer.RootElement.GetProperty("duplicates").GetInt32() != some.Length)
        {
            ledger.Unexpected.Add($"NDJSON: {answer.RootElement}");
        }

        Array.ForEach(some, e => ledger.Acknowledge("ndjson", e, null));
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>What the HTTP doors have in common.</summary>
internal static class HttpAnswers
{
    /// <summary>Posts to a node.</summary>
    /// <returns>The answer where it has one of the wanted statuses; else null.</returns>
    public static async Task<JsonDocument?> PostAsync(
        HttpClient http, Nodes nodes, ReadOnlyMemory<byte> body, string type, Ledger ledger, params HttpStatusCode[] wanted)
    {
        using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var answer = await http.PostAsync(new Uri($"http://{nodes.Address}/cdevents"), content);
        var text = await answer.Content.ReadAsStringAsync();
        if (wanted.Contains(answer.StatusCode))
        {
            return JsonDocument.Parse(text);
        }

        if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable)
        {
            ledger.Unexpected.Add($"{(int)answer.StatusCode}: {text}");
        }

        return null;
    }
}
