using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>A web server that takes what is posted to it, and answers as a test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private Func<Delivery, HttpContext, Task>? answer;

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>What came in and was answered with a success, in order.</summary>
    public ConcurrentQueue<Delivery> Taken { get; } = new();

    /// <summary>All requests.</summary>
    public int Requests;

    public string Url => app.Urls.First();

    /// <summary>context.id of the events that were taken, in order.</summary>
    public List<string> Ids => [.. Taken.SelectMany(one => one.Ids)];

    /// <param name="port">Where; somewhere when left out.</param>
    /// <param name="taken">What one before it has taken.</param>
    public static async Task<Receiver> StartAsync(int port = 0, IEnumerable<Delivery>? taken = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var receiver = new Receiver(app);
        foreach (var delivery in taken ?? [])
        {
            receiver.Taken.Enqueue(delivery);
        }

        app.Run(receiver.TakeAsync);
        await app.StartAsync(Ct);
        return receiver;
    }

    /// <summary>Answers each request this way; one that leaves the status alone takes it.</summary>
    public void Answer(Func<Delivery, HttpContext, Task> with) => Volatile.Write(ref answer, with);

    /// <summary>Answers each request with a status.</summary>
    public void Answer(int status, string? retryAfter = null) => Answer((_, context) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    });

    /// <summary>Takes everything.</summary>
    public void Take() => Volatile.Write(ref answer, null);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref Requests);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var delivery = new Delivery(context.Request.Path + context.Request.QueryString, context.Request.ContentType, context.Request.Headers.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (Volatile.Read(ref answer) is { } own)
        {
            await own(delivery, context);
        }

        if (context.Response.StatusCode < 300)
        {
            Taken.Enqueue(delivery);
        }
    }
}

/// <summary>A request.</summary>
internal sealed record Delivery(string Path, string? ContentType, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The CDEvents in it, bare or in CloudEvents.</summary>
    public IEnumerable<JsonElement> Events => (ContentType?.Contains("ndjson", StringComparison.Ordinal) is true
            ? System.Text.Encoding.UTF8.GetString(Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            : Json is { ValueKind: JsonValueKind.Array } many ? many.EnumerateArray() : [Json])
        .Select(one => one.TryGetProperty("data", out var data) ? data : one);

    public IEnumerable<string> Ids => Events.Select(e => e.GetProperty("context").GetProperty("id").GetString()!);
}
