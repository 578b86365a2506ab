using System.Net.Http.Headers;
using Alba;
using Microsoft.Extensions.Hosting;

namespace CdViz.Api.Tests.Running;

/// <summary>The whole server with a database of its own: in this process without a web server (Alba), or listening on a port.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    /// <summary>Seals what is secret in subscriptions.</summary>
    public const string SecretsKey = "0123456789abcdef0123456789abcdef";

    private readonly IHost host;

    private TestApi(IHost host, HttpClient client, TestDatabase database) => (this.host, Client, Database) = (host, client, database);

    public TestDatabase Database { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => host.Services;

    /// <summary>What runs scenarios; only for a server that does not listen.</summary>
    public IAlbaHost Alba => (IAlbaHost)host;

    /// <summary>Starts one in this process that no socket leads to.</summary>
    public static Task<TestApi> StartAsync(Func<Settings, Settings>? change = null) => StartAsync(change, async settings =>
    {
        var alba = await AlbaHost.For(Server.Builder(settings), app => Server.UseApi(app, settings));
        return (alba, new HttpClient(new DocumentedClient(alba.Server.CreateHandler())) { BaseAddress = alba.Server.BaseAddress });
    });

    /// <summary>Starts one that listens, for what is a matter of sockets, of streams, or of clients elsewhere.</summary>
    public static Task<TestApi> ListenAsync(Func<Settings, Settings>? change = null) => StartAsync(change, async settings =>
    {
        var app = await Server.StartAsync(settings, TestContext.Current.CancellationToken);
        return (app, new HttpClient(new DocumentedClient(new SocketsHttpHandler())) { BaseAddress = new Uri(app.Urls.First()) });
    });

    /// <summary>Posts a body to <c>/cdevents</c>.</summary>
    public Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> body, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return PostAsync(content, headers);
    }

    /// <summary>Posts a body to <c>/cdevents</c>.</summary>
    public async Task<HttpResponseMessage> PostAsync(HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/cdevents") { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)host).DisposeAsync();
        await Database.DisposeAsync();
    }

    private static async Task<TestApi> StartAsync(Func<Settings, Settings>? change, Func<Settings, Task<(IHost Host, HttpClient Client)>> start)
    {
        var database = await TestDatabase.CreateProvisionedAsync();
        var settings = new Settings { EventStore = database.ConnectionString, Urls = ["http://127.0.0.1:0"], Secrets = new() { Key = SecretsKey } };
        var (host, client) = await start(change?.Invoke(settings) ?? settings);
        return new TestApi(host, client, database);
    }
}
