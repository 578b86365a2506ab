using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CdViz.Api.Tests.Pulling;

/// <summary>A tool that is asked over HTTP: it answers what the test says, and remembers what it was asked.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ToolServer(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.First());

    /// <summary>Paths and queries it was asked for, in order.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers)> Asked { get; } = new();

    /// <summary>Starts one.</summary>
    public static async Task<ToolServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ToolServer(app);
        app.Run(async context =>
        {
            server.Asked.Enqueue(($"{context.Request.Path}{context.Request.QueryString}", new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value))));
            await answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
