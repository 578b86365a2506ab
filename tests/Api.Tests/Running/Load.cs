using System.Collections.Concurrent;
using System.Net;

namespace CdViz.Api.Tests.Running;

/// <summary>Senders that post one event after the other, each until it is acknowledged, and remember what was.</summary>
internal sealed class Load(Func<Uri> server, string name)
{
    private readonly ConcurrentBag<(Guid Id, long Position)> acknowledged = [];
    private readonly HttpClient client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(30) };
    private int sent;
    private volatile Exception? fault;

    /// <summary>What the server has said it has.</summary>
    public IReadOnlyCollection<(Guid Id, long Position)> Acknowledged => acknowledged;

    /// <summary>Sends over some connections until stopped.</summary>
    public Task RunAsync(int connections, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => SendAsync(stop), CancellationToken.None)));

    /// <summary>Waits until more is acknowledged.</summary>
    /// <param name="events">How much more.</param>
    /// <param name="log">What the server tells, for when it does not come.</param>
    /// <exception cref="Exception">What made a sender give up: an answer that it cannot explain.</exception>
    public Task MoreAsync(int events, Func<string> log)
    {
        var before = acknowledged.Count;
        return WaitFor.TrueAsync(
            () => fault is { } bad ? Task.FromException<bool>(bad) : Task.FromResult(acknowledged.Count >= before + events),
            () => $"{events} events are acknowledged after {before}, but {acknowledged.Count - before} are: {log()}");
    }

    private async Task SendAsync(CancellationToken stop)
    {
        try
        {
            await SendEachAsync(stop);
        }
        catch (Exception unexpected)
        {
            fault = unexpected;
            throw;
        }
    }

    private async Task SendEachAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var nth = Interlocked.Increment(ref sent);
            var e = Events.Of(new PipelineRunStarted { PipelineName = name, Uri = "https://ci.example.com" }, $"{name}-{nth / 3}", nth, $"{name}-{nth}");
            while (!stop.IsCancellationRequested && !await TryAsync(e, stop))
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private async Task<bool> TryAsync(AdmittedEvent e, CancellationToken stop)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(e.Json) { Headers = { ContentType = new("application/json") } };
            using var response = await client.PostAsync(new Uri(server(), "cdevents"), content, stop);
            if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK))
            {
                response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await response.Content.ReadAsStringAsync(CancellationToken.None));
                return false;
            }

            var receipt = System.Text.Json.JsonElement.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None));
            acknowledged.Add((e.Id, receipt.Whole("position")));
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
