using System.Diagnostics;

namespace CdViz.Bench.Benchmarks;

/// <summary>How fast the daemon follows a log that is ahead of it.</summary>
internal sealed class CatchUp : IBenchmark
{
    private const int Many = 200_000;

    /// <inheritdoc/>
    public string Name => "catchup";

    /// <inheritdoc/>
    public string About => "the daemon brings pipeline_runs from position 0 to the end of the log; events of 1 KB, ten to a stream";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var seed = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(seed, TimeProvider.System, ct);
        progress("filling the log");
        var events = await LogSeed.FillAsync(seed, options.Events ?? Many, ct);

        List<double> speeds = [];
        List<double> allocated = [];
        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {options.Rounds}");
            await using var database = await seed.CopyAsync(ct);
            var (seconds, bytes) = await FollowAsync(database, events, ct);
            if (round > 0)
            {
                speeds.Add(events / seconds);
                allocated.Add(bytes / (double)events);
            }
        }

        return new(Name, $"{About}; {events:N0} events", machine, [new("catch up", "events/s", speeds), new("allocated", "bytes/event", allocated)], []);
    }

    private static async Task<(double Seconds, long Bytes)> FollowAsync(BenchDatabase database, int events, CancellationToken ct)
    {
        await database.CheckpointAsync(ct);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using var daemon = await DaemonRun.StartAsync(database, ct);
        var begin = Stopwatch.GetTimestamp();
        await daemon.ReachAsync(events, ct);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return (seconds, bytes);
    }
}
