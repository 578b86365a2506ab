using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench.Benchmarks;

/// <summary>What it costs when events come late: a projection folds the events of a key in order of occurrence, so a late one has the key folded again.</summary>
internal sealed class Late : IBenchmark
{
    private const int Many = 200_000;
    private const int LongStream = 10_000;
    private const int Singles = 10;

    /// <inheritdoc/>
    public string Name => "late";

    /// <inheritdoc/>
    public string About => "the daemon keeps pipeline_runs; a single event on time and late to a stream of 10,000; a log in random order beside the same in order";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var ordered = await BenchDatabase.CreateAsync(ct);
        await using var shuffled = await BenchDatabase.CreateAsync(ct);
        await using var longOne = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(ordered, TimeProvider.System, ct);
        progress("filling the logs");
        var events = await LogSeed.FillAsync(ordered, options.Events ?? Many, ct);
        await LogSeed.FillShuffledAsync(shuffled, options.Events ?? Many, ct);
        var (onTime, late) = await SinglesAsync(longOne, options.Rounds, progress, ct);

        var (inOrder, inDisorder) = (new List<double>(), new List<double>());
        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {options.Rounds}");
            var (one, other) = (await SpeedAsync(ordered, events, ct), await SpeedAsync(shuffled, events, ct));
            if (round > 0)
            {
                inOrder.Add(one);
                inDisorder.Add(other);
            }
        }

        List<Series> series =
        [
            new("an event on time, stream of 10,000", "ms", onTime),
            new("a late event, stream of 10,000", "ms", late),
            new($"{events:N0} events in order", "events/s", inOrder),
            new($"{events:N0} events in random order", "events/s", inDisorder),
        ];
        return new(Name, About, machine, series,
        [
            Ratio.Of("an event on time by a late one", series[0], series[1], null),
            Ratio.Of("random order by order", series[3], series[2], null),
        ]);
    }

    /// <summary>From the answer to an append to its row, for events that come last and for events that belong into the middle.</summary>
    private static async Task<(List<double> OnTime, List<double> Late)> SinglesAsync(
        BenchDatabase database, int rounds, Action<string> progress, CancellationToken ct)
    {
        // Every tenth event of the first half is kept back, to come late.
        static bool KeptBack(int nth) => nth % 10 == 5 && nth < LongStream / 2;
        await LogSeed.AppendAsync(database, Enumerable.Range(0, LongStream).Where(nth => !KeptBack(nth)).Select(nth => (0L, nth)), ct);
        await using var daemon = await DaemonRun.StartAsync(database, ct);
        await using var appender = new Appender(
            database.DataSource, EventStore.For(database.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        var watch = new ProgressWatch(database.DataSource);
        var next = (OnTime: LongStream, Late: 5);
        var (onTime, late) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            progress(round == 0 ? "long stream: warming up" : $"long stream: round {round} of {rounds}");
            var (one, other) = (new Latencies(), new Latencies());
            for (var i = 0; i < Singles; i++)
            {
                one.Add(await SeenAsync(appender, watch, next.OnTime++, ct));
                other.Add(await SeenAsync(appender, watch, next.Late, ct));
                next.Late += 10;
            }

            if (round > 0)
            {
                onTime.Add(one.Quantile(0.5)!.Value);
                late.Add(other.Quantile(0.5)!.Value);
            }
        }

        return (onTime, late);
    }

    private static async Task<long> SeenAsync(Appender appender, ProgressWatch watch, int nth, CancellationToken ct)
    {
        var position = await LogSeed.AppendAsync(appender, [(0L, nth)], ct);
        var begin = Stopwatch.GetTimestamp();
        await watch.WaitAsync("pipeline_runs", position, TimeSpan.FromMinutes(1), ct);
        var waited = Stopwatch.GetTimestamp() - begin;
        await Task.Delay(20, ct);
        return waited;
    }

    private static async Task<double> SpeedAsync(BenchDatabase seed, int events, CancellationToken ct)
    {
        await using var database = await seed.CopyAsync(ct);
        await database.CheckpointAsync(ct);
        await using var daemon = await DaemonRun.StartAsync(database, ct);
        var begin = Stopwatch.GetTimestamp();
        await daemon.ReachAsync(events, ct);
        return events / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
