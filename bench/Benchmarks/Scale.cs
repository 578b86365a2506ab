using System.Diagnostics;
using Npgsql;

namespace CdViz.Bench.Benchmarks;

/// <summary>How every cost grows with the log: 100,000 events, a million, and as many as <c>--events</c> says.</summary>
internal sealed class Scale : IBenchmark
{
    private const int Tail = 20_000;

    // So many new events touch every page of the indexes in which ids lie at random, up to ten million events.
    private const int Settling = 200_000;

    private const string NowSql = """
        select subject_id, outcome from cdviz.pipelinerun_attempt where name = 'build-test-and-package' order by last_seen_at desc limit 50
        """;

    /// <inheritdoc/>
    public string Name => "scale";

    /// <inheritdoc/>
    public string About => "append, rebuild, catch-up, a query and memory at growing lengths of the log; events of 1 KB, ten to a stream";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        List<int> sizes = [100_000, 1_000_000, .. options.Events is { } more ? (int[])[more] : []];
        List<Series> series = [];
        List<Ratio> ratios = [];
        Machine? machine = null;
        List<Series>? smallest = null;
        foreach (var size in sizes)
        {
            await using var database = await BenchDatabase.CreateAsync(ct);
            machine ??= await Machine.LookAsync(database, TimeProvider.System, ct);
            progress($"{size:N0} events: filling the log");
            await LogSeed.FillAsync(database, size, ct);
            var costs = await CostsAsync(database, size, options.Rounds, text => progress($"{size:N0} events: {text}"), ct);
            series.AddRange(costs.Select(cost => cost with { Name = $"{cost.Name}, {size:N0} events" }));
            if (smallest is null)
            {
                smallest = costs;
                continue;
            }

            ratios.AddRange(costs.Zip(smallest, (cost, small) => Ratio.Of(
                $"{cost.Name}, {size:N0} events by {sizes[0]:N0}", cost with { Values = [cost.Median] }, small with { Values = [small.Median] }, null)));
        }

        return new(Name, About, machine!, series, ratios);
    }

    private static async Task<List<Series>> CostsAsync(BenchDatabase database, int size, int rounds, Action<string> progress, CancellationToken ct)
    {
        progress("appending, far from a checkpoint");
        var (append, added) = await AppendsAsync(database, rounds, ct);
        var (cold, rebuild, follow, query, memory) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var engine = new ProjectionEngine(database.DataSource, [new PipelineRuns()]);
        await engine.ProvisionAsync(ct);
        for (var round = 0; round <= rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {rounds}");
            await database.CheckpointAsync(ct);
            var before = size + added + (round * Tail);
            var rebuilt = await RebuildProcess.RunAsync(database, ct);
            var appended = await AppendAsync(database, added + (round * Tail), ct);
            var followed = await FollowAsync(database, engine, ct);
            var asked = await QueryAsync(database, ct);
            if (round > 0)
            {
                cold.Add(appended);
                rebuild.Add(before / rebuilt.Seconds);
                follow.Add(followed);
                query.Add(asked);
                memory.Add(rebuilt.PeakMb);
            }
        }

        return
        [
            new("append", "events/s", append), new("append after a checkpoint", "events/s", cold), new("rebuild", "events/s", rebuild),
            new("catch up", "events/s", follow), new("latest 50 runs", "ms", query), new("peak memory of a rebuild", "MB", memory),
        ];
    }

    /// <summary>What an append costs in the long run, when the pages it changes have been written to the WAL as a whole since the last checkpoint.</summary>
    /// <returns>Events a second, round by round, and how many were appended.</returns>
    private static async Task<(List<double> Speeds, int Added)> AppendsAsync(BenchDatabase database, int rounds, CancellationToken ct)
    {
        List<double> speeds = [];
        var added = 0;
        for (; added < Settling + (rounds * Tail); added += Tail)
        {
            speeds.Add(await AppendAsync(database, added, ct));
        }

        return (speeds[^rounds..], added);
    }

    private static async Task<double> AppendAsync(BenchDatabase database, int added, CancellationToken ct)
    {
        var first = 1_000_000_000L + added;
        var places = Enumerable.Range(0, Tail).Select(i => (first + (i % (Tail / LogSeed.EventsPerRun)), i / (Tail / LogSeed.EventsPerRun))).ToArray();
        return await LogSeed.SpeedAsync(database, places, ct);
    }

    /// <summary>The daemon's speed over what was just appended.</summary>
    private static async Task<double> FollowAsync(BenchDatabase database, ProjectionEngine engine, CancellationToken ct)
    {
        var head = await database.AskAsync<long>("select max(seq_id) from events.mt_events", ct);
        var from = (await engine.StatusAsync(ct))[0].Position;
        await using var daemon = await DaemonRun.StartAsync(database, ct);
        var begin = Stopwatch.GetTimestamp();
        await daemon.ReachAsync(head, ct);
        return (head - from) / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task<double> QueryAsync(BenchDatabase database, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        var all = new Latencies();
        for (var i = 0; i < 50; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var command = new NpgsqlCommand(NowSql, connection);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                // The rows are what is asked for.
            }

            all.Add(Stopwatch.GetTimestamp() - begin);
        }

        return all.Quantile(0.5)!.Value;
    }
}
