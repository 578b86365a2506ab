using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CdViz.Api.Tests.Running;

/// <summary>A function that translates, as people run them: an HTTP server of its own.</summary>
internal sealed class FunctionServer : IAsyncDisposable
{
    private WebApplication? app;

    public string Address => app!.Urls.First();

    /// <summary>What it answers to a body.</summary>
    public Func<string, (int Status, string Body)> Answer { get; set; } = _ => (204, "");

    /// <summary>What it was asked.</summary>
    public ConcurrentQueue<(Dictionary<string, string> Headers, string Body)> Seen { get; } = [];

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/", async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            Seen.Enqueue((context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body));
            (context.Response.StatusCode, var text) = Answer(body);
            context.Response.ContentType = "application/json";
            if (text.Length > 0)
            {
                await context.Response.WriteAsync(text);
            }
        });
        await app.StartAsync();
    }

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? default;
}
