using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CdViz.Api.Tests.Alerting;

/// <summary>The webhook of a chat: an HTTP server of its own.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private WebApplication? app;

    public string Address => $"{app!.Urls.First()}/hook";

    /// <summary>What it was sent.</summary>
    public ConcurrentQueue<(Dictionary<string, string> Headers, JsonNode Body, byte[] Bytes)> Seen { get; } = [];

    /// <summary>What it answers, by how much it was sent before.</summary>
    public Func<int, int> Answer { get; set; } = _ => 200;

    /// <summary>Headers that it answers with.</summary>
    public Dictionary<string, string> Asks { get; } = [];

    /// <summary>What it says with it.</summary>
    public string Says { get; set; } = "said \n so";

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/hook/{**rest}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Response.StatusCode = Answer(Seen.Count);
            foreach (var (name, value) in Asks)
            {
                context.Response.Headers[name] = value;
            }

            Seen.Enqueue((context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), JsonNode.Parse(body.ToArray())!, body.ToArray()));
            await context.Response.WriteAsync(Says);
        });
        await app.StartAsync();
    }

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? default;
}
