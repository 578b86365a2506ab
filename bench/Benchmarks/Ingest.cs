namespace CdViz.Bench.Benchmarks;

/// <summary>
/// How fast events come in: single posts and NDJSON through the real server, beside plain INSERTs and COPY of the same rows into the same tables.
/// All in one run, in rounds that take turns, so that what disturbs the machine disturbs all of them.
/// </summary>
internal sealed class Ingest : IBenchmark
{
    private const int Many = 30_000;

    // What is compared comes one after the other; COPY, after which PostgreSQL tidies up, nearly last.
    private static readonly IReadOnlyList<Step> Steps =
    [
        new("posts, 1 connection", "posts", 1),
        new("INSERT, 1 connection", "inserts", 1),
        new("posts, 16 connections", "posts", 16),
        new("posts, 16 connections, projections elsewhere", "posts", 16, IsAlone: true),
        new("INSERT, 16 connections", "inserts", 16),
        new("posts, 64 connections, projections elsewhere", "posts", 64, IsAlone: true),
        new("INSERT, 64 connections", "inserts", 64),
        new("posts, 64 connections", "posts", 64),
        new("INSERT of all rows, 64 connections", "rows", 64),
        new("posts, 256 connections", "posts", 256),
        new("NDJSON, projections elsewhere", "lines", 1, IsAlone: true),
        new("COPY", "copy", 1),
        new("NDJSON, one request", "lines", 1),
    ];

    /// <inheritdoc/>
    public string Name => "ingest";

    /// <inheritdoc/>
    public string About =>
        "events of 1 KB over HTTP into the server; the same rows by INSERT (prepared, one transaction each) and by binary COPY, without HTTP";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var ours = await BenchDatabase.CreateAsync(ct);
        await using var plain = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(ours, TimeProvider.System, ct);
        await using var apart = await BenchDatabase.CreateAsync(ct);
        await using var server = await ServerProcess.StartAsync(ours, ct);
        await using var alone = await ServerProcess.StartAsync(apart, ct, ("Projections__Run", "false"));
        var database = await DatabaseCpu.OfAsync(ours, ct);
        using var load = new LoadProcess();
        var run = new IngestRun(ours, plain, server, alone, database, load, options.Seconds, options.Events ?? Many);

        BenchDatabase[] databases = [ours, plain, apart];
        foreach (var of in databases)
        {
            await of.KeepAutovacuumAwayAsync(ct);
        }

        var measured = Steps.ToDictionary(step => step, _ => new List<Measurement>());
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var of in databases)
            {
                await of.VacuumAsync(ct);
            }

            foreach (var step in Steps)
            {
                progress(round == 0 ? $"warming up: {step.Name}" : $"round {round} of {options.Rounds}: {step.Name}");
                var measurement = await run.MeasureAsync(step, ct);
                if (round > 0)
                {
                    measured[step].Add(measurement);
                }
            }
        }

        var series = Steps.Select(step => Summary(step, measured[step])).ToList();
        return new(Name, About, machine, series,
        [
            Ratio.Of("posts by INSERT over 64 connections, projections elsewhere", Of("posts, 64 connections, projections elsewhere"), Of("INSERT, 64 connections"), 1.2),
            Ratio.Of("posts by INSERT over 16 connections, projections elsewhere", Of("posts, 16 connections, projections elsewhere"), Of("INSERT, 16 connections"), 0.6),
            Ratio.Of("NDJSON by COPY, projections elsewhere", Of("NDJSON, projections elsewhere"), Of("COPY"), 0.5),
            Ratio.Of("posts by INSERT over 64 connections", Of("posts, 64 connections"), Of("INSERT, 64 connections"), null),
            Ratio.Of("posts by INSERT over 16 connections", Of("posts, 16 connections"), Of("INSERT, 16 connections"), null),
            Ratio.Of("posts by INSERT over 1 connection", Of("posts, 1 connection"), Of("INSERT, 1 connection"), null),
            Ratio.Of("posts by INSERT of all rows over 64 connections", Of("posts, 64 connections"), Of("INSERT of all rows, 64 connections"), null),
            Ratio.Of("NDJSON by COPY", Of("NDJSON, one request"), Of("COPY"), null),
        ]);

        Series Of(string name) => series.Single(of => of.Name == name);
    }

    private static Series Summary(Step step, List<Measurement> rounds)
    {
        var details = new Dictionary<string, double>();
        Add("median ms", m => m.Result.MedianMs);
        Add("p99 ms", m => m.Result.P99Ms);
        Add("client µs", m => m.Result.CpuSeconds * 1e6 / m.Result.Events);
        Add("server µs", m => m.Server?.TotalMicroseconds / m.Result.Events);
        Add("database µs", m => m.Database?.TotalMicroseconds / m.Result.Events);
        return new(step.Name, "events/s", [.. rounds.Select(m => m.Result.PerSecond)]) { Details = details };

        void Add(string name, Func<Measurement, double?> value)
        {
            var values = rounds.Select(value).OfType<double>().ToList();
            if (values.Count > 0)
            {
                details.Add(name, new Series(name, "", values).Median);
            }
        }
    }
}

/// <summary>One of the things that take turns.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">Kind of load; see <see cref="LoadRequest"/>.</param>
/// <param name="Connections">How many at once.</param>
/// <param name="IsAlone">True where the server leaves the projections to other nodes, of which there are none here.</param>
internal sealed record Step(string Name, string Kind, int Connections, bool IsAlone = false);

/// <summary>What one turn gave.</summary>
/// <param name="Result">What the load process says.</param>
/// <param name="Server">CPU time of the server, where it took part.</param>
/// <param name="Database">CPU time of the database, where it can be seen.</param>
internal sealed record Measurement(LoadResult Result, TimeSpan? Server, TimeSpan? Database);
