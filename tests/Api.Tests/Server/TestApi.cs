using System.Net.Http.Headers;
using CdViz.Support;
using Microsoft.AspNetCore.Builder;

namespace CdViz.Api.Tests;

/// <summary>The real server on a port and a database of its own.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestApi(WebApplication app, TestDatabase database)
    {
        (this.app, Database) = (app, database);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public TestDatabase Database { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<TestApi> StartAsync(Func<Settings, Settings>? change = null)
    {
        var database = await TestDatabase.CreateAsync();
        var settings = new Settings { EventStore = database.ConnectionString, Urls = ["http://127.0.0.1:0"] };
        return new TestApi(await Api.Server.StartAsync(change?.Invoke(settings) ?? settings, TestContext.Current.CancellationToken), database);
    }

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
        await app.StopAsync(TestContext.Current.CancellationToken);
        await app.DisposeAsync();
        await Database.DisposeAsync();
    }
}
