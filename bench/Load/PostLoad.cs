using System.Diagnostics;
using System.Net;

namespace CdViz.Bench.Load;

/// <summary>Posts single events over many connections, each waiting for its answer before it sends the next.</summary>
internal sealed class PostLoad(LoadRequest request)
{
    /// <summary>Part of the time that is not measured, at the beginning.</summary>
    private const double WarmUp = 0.15;

    /// <summary>Makes the load.</summary>
    public async Task<LoadResult> RunAsync()
    {
        var server = IPEndPoint.Parse(request.Target);
        var begin = Stopwatch.GetTimestamp() + (long)(request.Seconds * WarmUp * Stopwatch.Frequency);
        var end = begin + (long)(request.Seconds * Stopwatch.Frequency);
        var connections = Enumerable.Range(0, request.Connections)
            .Select(i => new PostConnection(server, request.FirstRun + i, request.Connections, begin, end))
            .ToList();
        await Task.WhenAll(connections.Select(connection => connection.RunAsync()));

        var all = new Latencies();
        connections.ForEach(connection =>
        {
            all.Add(connection.Answered);
            connection.Dispose();
        });
        return new(
            all.Count, (end - begin) / (double)Stopwatch.Frequency, connections.Sum(connection => connection.Failed),
            connections.Max(connection => connection.Run), all.Quantile(0.5), all.Quantile(0.99), 0);
    }
}
