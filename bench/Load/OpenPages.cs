using System.Diagnostics;

namespace CdViz.Bench.Load;

/// <summary>Pages held open as <c>page.js</c> does it: a line that says when the log has grown, and then the page once more, the less often the slower it is answered.</summary>
internal sealed class OpenPages : IAsyncDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource ending = new();
    private readonly HttpClient http;
    private readonly List<Task> lines = [];
    private readonly SemaphoreSlim heard = new(0);
    private long asked;

    private OpenPages(string server) => http = new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new($"http://{server}"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>How often pages were asked for.</summary>
    public long Asked => Volatile.Read(ref asked);

    /// <summary>Opens so many, in turn of the given pages, and waits until each has its line.</summary>
    public static async Task<OpenPages> StartAsync(string server, int count, string[] places, CancellationToken ct)
    {
        var pages = new OpenPages(server);
        for (var i = 0; i < count; i++)
        {
            pages.lines.Add(pages.HoldAsync(places[i % places.Length]));
        }

        for (var i = 0; i < count; i++)
        {
            await pages.heard.WaitAsync(ct);
        }

        return pages;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(lines);
        http.Dispose();
        ending.Dispose();
        heard.Dispose();
    }

    private async Task HoldAsync(string place)
    {
        try
        {
            using var answer = await http.GetAsync("/ui/live", HttpCompletionOption.ResponseHeadersRead, ending.Token);
            using var line = new StreamReader(await answer.Content.ReadAsStreamAsync(ending.Token));
            var asking = Task.CompletedTask;
            var news = false;
            while (await line.ReadLineAsync(ending.Token) is { } text)
            {
                if (text is "event: hello")
                {
                    heard.Release();
                }

                news |= text is "event: grown";
                if (news && asking.IsCompleted)
                {
                    news = false;
                    await asking;
                    asking = AskAsync(place);
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or HttpRequestException && ending.IsCancellationRequested)
        {
            // The page is closed.
        }
    }

    private async Task AskAsync(string place)
    {
        await Task.Delay(Least, ending.Token);
        var began = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Get, place) { Headers = { { "CdViz-Live", "1" } } };
        using var answer = await http.SendAsync(request, ending.Token);
        await answer.Content.LoadIntoBufferAsync(ending.Token);
        Interlocked.Increment(ref asked);
        await Task.Delay(4 * Stopwatch.GetElapsedTime(began), ending.Token);
    }
}
