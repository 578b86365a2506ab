using System.Diagnostics;
using CdViz.Adapters;
using CdViz.Projections;

namespace CdViz.Bench;

/// <summary>The five metrics over a year of a million events of 200 services, in SQL and over HTTP, warm.</summary>
internal sealed class Delivery : IBenchmark
{
    private const int Year = 1_000_000;

    // What each metric may take, in milliseconds.
    private const double AtMost = 100;

    private static readonly string[] Metrics = ["deployment_frequency", "lead_time", "change_failure_rate", "time_to_restore", "rework_rate"];

    /// <inheritdoc/>
    public string Name => "dora";

    /// <inheritdoc/>
    public string About => $"the five metrics of a year of {DeliverySeed.Services} services, in one number and by month, warm";

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

        return new(Name, About, machine, series, [.. series.Select(of => new Ratio($"{of.Name}: {AtMost:N0} ms by it", [AtMost / of.Median], 1))]);
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
