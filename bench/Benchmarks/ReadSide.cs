using System.Diagnostics;

namespace CdViz.Bench.Benchmarks;

/// <summary>What a dashboard asks of the run views for one day, on ours and on the stand-in for cdviz-db, with one and with ten times the history.</summary>
internal sealed class ReadSide : IBenchmark
{
    private const int Many = 100_000;

    // What is promised of a million events; a shorter history is sooner read.
    private const int Promised = 1_000_000;
    private const double AtLeast = 20;

    private static readonly string[] Views = ["pipelinerun", "taskrun", "testcaserun", "testsuiterun"];

    /// <inheritdoc/>
    public string Name => "readside";

    /// <inheritdoc/>
    public string About => $"average duration of the runs of one day, {RunSeed.EventsPerDay:N0} events a day: each run view beside that of the stand-in for cdviz-db";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        var most = options.Events ?? Many;
        List<Series> series = [];
        List<Ratio> ratios = [];
        Machine? machine = null;
        var before = new Dictionary<string, Series>();
        foreach (var size in (int[])[most / 10, most])
        {
            await using var database = await BenchDatabase.CreateAsync(ct);
            machine ??= await Machine.LookAsync(database, TimeProvider.System, ct);
            var engine = new ProjectionEngine(database.DataSource, ProjectionCatalogue.All);
            await engine.ProvisionAsync(ct);
            progress($"{size:N0} events: filling the log");
            var end = await RunSeed.FillAsync(database, size, ct);
            progress($"{size:N0} events: filling the tables");
            foreach (var name in (string[])["pipeline_runs", "task_runs", "test_outcomes"])
            {
                await engine.RebuildAsync(name, workers: null, keep: false, progress: null, ct);
            }

            await RunSeed.FillStandInAsync(database, ct);
            await database.ExecuteAsync("vacuum analyze", ct);
            foreach (var view in Views)
            {
                progress($"{size:N0} events: {view}");
                var (ours, theirs) = await AskAsync(database, view, size, end, options.Rounds, ct);
                series.AddRange([ours, theirs]);
                ratios.Add(Ratio.Of($"{view}, {size:N0} events: theirs by ours", theirs, ours, size >= Promised ? AtLeast : null));
                foreach (var (of, now) in ((string, Series)[])[($"{view}, ours", ours), ($"{view}, theirs", theirs)])
                {
                    if (before.TryGetValue(of, out var then))
                    {
                        ratios.Add(new($"{of}: {size:N0} events by {most / 10:N0}", [now.Median / then.Median], null));
                    }

                    before[of] = now;
                }
            }
        }

        return new(Name, About, machine!, series, ratios);
    }

    private static async Task<(Series Ours, Series Theirs)> AskAsync(
        BenchDatabase database, string view, int size, DateTimeOffset end, int rounds, CancellationToken ct)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var (our, ourRows) = await TimeAsync(database, $"cdviz.{view}", end, ct);
            var (their, theirRows) = await TimeAsync(database, $"{RunSeed.StandInSchema}.{view}", end, ct);
            if (ourRows != theirRows || ourRows.Length == 0)
            {
                throw new InvalidOperationException($"{view} answers '{ourRows}' and '{theirRows}'.");
            }

            if (round > 0)
            {
                ours.Add(our);
                theirs.Add(their);
            }
        }

        return (new($"{view}, {size:N0} events, ours", "ms", ours), new($"{view}, {size:N0} events, theirs", "ms", theirs));
    }

    private static async Task<(double Milliseconds, string Rows)> TimeAsync(BenchDatabase database, string view, DateTimeOffset end, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand($"""
            select coalesce(string_agg(a::text, ';'), '') from (
                select date_trunc('day', finished_at, 'UTC'), count(*), round(avg(extract(epoch from finished_at - started_at)), 3)
                from {view} where finished_at >= $1 and finished_at < $2 group by 1 order by 1) a
            """);
        command.Parameters.Add(new() { Value = end.UtcDateTime.AddDays(-1) });
        command.Parameters.Add(new() { Value = end.UtcDateTime });
        command.CommandTimeout = 0;
        var begin = Stopwatch.GetTimestamp();
        var rows = (string)(await command.ExecuteScalarAsync(ct))!;
        return (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, rows);
    }
}
