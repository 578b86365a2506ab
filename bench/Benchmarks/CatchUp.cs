using System.Diagnostics;
using CdViz.Adapters;
using CdViz.Projections;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench;

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
        var engine = new ProjectionEngine(database.DataSource, [new PipelineRuns()]);
        await engine.ProvisionAsync(ct);
        await database.CheckpointAsync(ct);
        await using var signal = new LogSignal(database.DataSource, TimeProvider.System, NullLogger<LogSignal>.Instance);
        signal.Start();
        using var daemon = new ProjectionDaemon(database.DataSource, engine, signal, NullLogger<ProjectionDaemon>.Instance);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var begin = Stopwatch.GetTimestamp();
        await daemon.StartAsync(ct);
        while ((await engine.StatusAsync(ct))[0] is var status && status.Position < events)
        {
            if (status.State is "stopped")
            {
                throw new InvalidOperationException($"The projection has stopped: {status.Reason}");
            }

            await Task.Delay(20, ct);
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        await daemon.StopAsync(ct);
        return (seconds, bytes);
    }
}
