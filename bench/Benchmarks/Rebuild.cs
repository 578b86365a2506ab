using System.Diagnostics;

namespace CdViz.Bench.Benchmarks;

/// <summary>How fast a projection is built anew from the log, beside the rows that answer meanwhile.</summary>
internal sealed class Rebuild : IBenchmark
{
    private const int Many = 200_000;

    /// <inheritdoc/>
    public string Name => "rebuild";

    /// <inheritdoc/>
    public string About => "rebuild of pipeline_runs from events of 1 KB, ten to a stream: from the first event to the switch of the views";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        progress("filling the log");
        var events = await LogSeed.FillAsync(database, options.Events ?? Many, ct);
        var engine = new ProjectionEngine(database.DataSource, [new PipelineRuns()]);
        await engine.ProvisionAsync(ct);

        List<double> speeds = [];
        List<double> allocated = [];
        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {options.Rounds}");
            await database.CheckpointAsync(ct);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var begin = Stopwatch.GetTimestamp();
            await engine.RebuildAsync("pipeline_runs", workers: null, keep: false, progress: null, ct);
            var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (round > 0)
            {
                speeds.Add(events / seconds);
                allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)events);
            }
        }

        return new(Name, $"{About}; {events:N0} events", machine,
        [
            new("rebuild", "events/s", speeds) { Details = new Dictionary<string, double> { ["resident MB"] = Environment.WorkingSet / 1e6 } },
            new("allocated", "bytes/event", allocated),
        ],
        []);
    }
}
