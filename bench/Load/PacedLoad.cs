using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace CdViz.Bench.Load;

/// <summary>
/// Posts single events at a fixed rate. The time of an answer counts from when its post was due, so that a server that stalls is not spared the posts
/// that had to wait.
/// </summary>
internal static class PacedLoad
{
    /// <summary>Makes the load.</summary>
    public static async Task<LoadResult> RunAsync(LoadRequest request)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = request.Connections };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"http://{request.Target}") };
        var begin = Stopwatch.GetTimestamp();
        var senders = await Task.WhenAll(Enumerable.Range(0, request.Connections).Select(i => SendAsync(http, request, i, begin)));
        var all = new Latencies();
        senders.ToList().ForEach(sender => all.Add(sender.Answered));
        return new(
            all.Count, request.Seconds, senders.Sum(sender => sender.Failed), senders.Max(sender => sender.LastRun), all.Quantile(0.5), all.Quantile(0.99), 0);
    }

    private static async Task<(Latencies Answered, long Failed, long LastRun)> SendAsync(HttpClient http, LoadRequest request, int sender, long begin)
    {
        var (answered, failed, run, nth) = (new Latencies(), 0L, request.FirstRun + sender, 0);
        var count = (int)(request.Seconds * request.Events / request.Connections);
        for (var i = 0; i < count; i++)
        {
            var due = begin + (long)(((i * (double)request.Connections) + sender) / request.Events * Stopwatch.Frequency);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var early && early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early);
            }

            var template = EventTemplate.OfVersion(nth);
            var json = new byte[template.Length];
            template.WriteJson(json, run, nth);
            using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await http.PostAsync(new Uri("cdevents", UriKind.Relative), content);
            if (response.StatusCode is HttpStatusCode.Created)
            {
                answered.Add(Math.Max(0, Stopwatch.GetTimestamp() - due));
            }
            else
            {
                failed++;
            }

            (run, nth) = nth + 1 == EventTemplate.All.Count ? (run + request.Connections, 0) : (run, nth + 1);
        }

        return (answered, failed, run);
    }
}
