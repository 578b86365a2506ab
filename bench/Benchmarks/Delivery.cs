using System.Diagnostics;

namespace CdViz.Bench.Benchmarks;

/// <summary>The five metrics over a year of a million events of 200 services, in SQL and over HTTP, warm.</summary>
internal sealed class Delivery : IBenchmark
{
    private const int Year = 1_000_000;

    // What each metric may take, in milliseconds.
    private const double AtMost = 100;

    private static readonly Projection Projection = ProjectionCatalogue.All.Single(projection => projection.Name == "delivery");

    private static readonly string[] Metrics = ["deployment_frequency", "lead_time", "change_failure_rate", "time_to_restore", "rework_rate"];

    /// <inheritdoc/>
    public string Name => "dora";

    /// <inheritdoc/>
    public string About => $"the five metrics of a year of {DeliverySeed.Services} services, in one number and by month, warm; what events on time and late cost them";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        var engine = new ProjectionEngine(database.DataSource, ProjectionCatalogue.All);
        await engine.ProvisionAsync(ct);
        progress("filling the log");
        await DeliverySeed.FillAsync(database, options.Events ?? Year, ct);
        await database.ExecuteAsync("vacuum analyze", ct);
        progress("filling the tables");
        await engine.RebuildAsync("delivery", workers: null, keep: false, progress: null, ct);
        await database.ExecuteAsync("vacuum analyze", ct);
        List<Series> series = [];
        foreach (var metric in Metrics)
        {
            foreach (var bucket in (string[])["null", "'month'"])
            {
                progress(metric);
                series.Add(await TimeAsync($"{metric}, {(bucket is "null" ? "the year" : "by month")}", options.Rounds, ct => database.AskAsync<double>($"""
                    select sum(value) from cdviz.dora_metric('{metric}', '{DeliverySeed.Begin:O}', '{DeliverySeed.End:O}', {bucket}, 'Europe/Berlin')
                    """, ct), ct));
            }
        }

        List<Ratio> ratios = [.. series.Select(of => new Ratio($"{of.Name}: {AtMost:N0} ms by it", [AtMost / of.Median], 1))];
        progress("over HTTP");
        await using (var server = await ServerProcess.StartAsync(database, ct, ("Projections__Run", "false")))
        {
            using var http = new HttpClient();
            var report = new Uri($"http://{server.Address}/metrics/dora?from={DeliverySeed.Begin:yyyy-MM-dd}&to={DeliverySeed.End:yyyy-MM-dd}&bucket=month");
            series.Add(await TimeAsync("GET /metrics/dora: all five, by month, with bands and trend", options.Rounds, ct => http.GetByteArrayAsync(report, ct), ct));
        }

        progress("single events");
        series.AddRange(await SinglesAsync(database, options.Rounds, ct));
        return new(Name, About, machine, series, ratios);
    }

    /// <summary>How long the projection takes over one event: a deployment after all others of its service and one before them, a change merged after all others and one before them.</summary>
    private static async Task<List<Series>> SinglesAsync(BenchDatabase database, int rounds, CancellationToken ct)
    {
        (string Name, DateTimeOffset At, bool IsMerge)[] kinds =
        [
            ("a deployment on time", DeliverySeed.End, false), ("a deployment a year late", DeliverySeed.Begin, false),
            ("a change on time", DeliverySeed.End, true), ("a change a year late", DeliverySeed.Begin, true),
        ];
        var times = kinds.Select(_ => new List<double>()).ToList();
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (kind, nth) in kinds.Select((kind, nth) => (kind, nth)))
            {
                var position = await DeliverySeed.AppendOneAsync(database, (round + 1) * kinds.Length + nth, kind.At.AddHours(1), kind.IsMerge, ct);
                var live = await GenerationStore.LiveAsync(connection, Projection.Name, ct) ?? throw new InvalidOperationException("delivery has no live generation.");
                var begin = Stopwatch.GetTimestamp();
                await Adapters.Projecting.Folds.CatchUp.ToAsync(database.DataSource, connection, Projection, live, position, ct);
                if (round >= 0)
                {
                    times[nth].Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                }
            }
        }

        return [.. kinds.Zip(times, (kind, taken) => new Series(kind.Name, "ms", taken))];
    }

    private static async Task<Series> TimeAsync(string name, int rounds, Func<CancellationToken, Task> ask, CancellationToken ct)
    {
        List<double> times = [];
        for (var round = -1; round < rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            await ask(ct);
            if (round >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }

        return new(name, "ms", times);
    }
}
