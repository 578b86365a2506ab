using System.Net;

namespace CdViz.Bench.Benchmarks;

/// <summary>A rebuild at noon: events come in at a fixed rate and somebody looks at the view, with and without a rebuild beside.</summary>
internal sealed class Noon : IBenchmark
{
    private const int Many = 200_000;
    private const int PerSecond = 1_000;
    private const int Connections = 16;

    // A rebuild that rests between its turns has to fit in.
    private const int LeastSeconds = 30;

    /// <inheritdoc/>
    public string Name => "noon";

    /// <inheritdoc/>
    public string About =>
        "1,000 posts/s into the real server and a reader of cdviz.pipelinerun_attempt every 10 ms, without and with rebuilds of pipeline_runs, one after the other";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        progress("filling the log");
        await LogSeed.FillAsync(database, options.Events ?? Many, ct);
        await using var server = await ServerProcess.StartAsync(database, ct);
        using var load = new LoadProcess();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Address}"), Timeout = TimeSpan.FromMinutes(5) };
        await CaughtUpAsync(database, ct);

        var nextRun = 1_000_000_000L;
        var (calm, busy) = (new Turns(), new Turns());
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var rebuilding in (bool[])[false, true])
            {
                progress($"{(round == 0 ? "warming up" : $"round {round} of {options.Rounds}")}: {(rebuilding ? "with" : "without")} rebuilds");
                await database.CheckpointAsync(ct);
                using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var reading = ViewReader.RunAsync(database.DataSource, enough.Token);
                var rebuilds = rebuilding ? RebuildAsync(http, database, enough.Token) : Task.FromResult(0);
                var result = await load.RunAsync(new("paced", server.Address, Connections, Math.Max(LeastSeconds, options.Seconds), PerSecond, nextRun), ct);
                await enough.CancelAsync();
                nextRun = result.LastRun + Connections;
                var (turn, read, done) = (rebuilding ? busy : calm, await reading, await rebuilds);
                if (result.Failed > 0 || (rebuilding && done == 0))
                {
                    throw new InvalidOperationException($"{result.Failed} posts failed, {done} rebuilds were done; a higher --seconds may be needed.");
                }

                if (round > 0)
                {
                    turn.Add(result, read, done);
                }
            }
        }

        List<Series> series = [.. calm.Series("without rebuilds"), .. busy.Series("with rebuilds")];
        return new(Name, About, machine, series,
        [
            Ratio.Of("99th percentile of posts, without by with rebuilds", calm.Posts, busy.Posts, 0.5),
        ]);
    }

    private static async Task CaughtUpAsync(BenchDatabase database, CancellationToken ct)
    {
        while (!await database.AskAsync<bool>("select bool_and(lag_events = 0) from cdviz.projection_status", ct))
        {
            await Task.Delay(100, ct);
        }
    }

    /// <summary>Rebuilds again and again, until it is enough; the last one is waited for.</summary>
    /// <returns>How many were begun and done within the time.</returns>
    private static async Task<int> RebuildAsync(HttpClient http, BenchDatabase database, CancellationToken enough)
    {
        const string Rebuilding = "select exists (select from cdviz.projection_status where state = 'rebuilding' and name = 'pipeline_runs')";
        const string Generation = "select generation from cdviz.projection_status where name = 'pipeline_runs'";
        var done = 0;
        while (!enough.IsCancellationRequested)
        {
            var before = await database.AskAsync<int>(Generation, CancellationToken.None);
            await BeginAsync(http);
            while (await database.AskAsync<int>(Generation, CancellationToken.None) == before || await database.AskAsync<bool>(Rebuilding, CancellationToken.None))
            {
                await Task.Delay(20, CancellationToken.None);
            }

            done += enough.IsCancellationRequested ? 0 : 1;
        }

        return done;
    }

    private static async Task BeginAsync(HttpClient http)
    {
        while (true)
        {
            using var answer = await http.PostAsync(new Uri("projections/pipeline_runs/rebuild", UriKind.Relative), null, CancellationToken.None);
            if (answer.StatusCode is not HttpStatusCode.Conflict)
            {
                answer.EnsureSuccessStatusCode();
                return;
            }

            // After the switch the one before clears away what is old; until then it still runs.
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private sealed class Turns
    {
        private readonly List<double> p99 = [];
        private readonly List<double> stalls = [];
        private readonly List<double> missing = [];
        private readonly List<double> rebuilds = [];

        public Series Posts => new("posts, 99th percentile", "ms", p99);

        public void Add(LoadResult posts, ViewReader.Seen read, int done)
        {
            p99.Add(posts.P99Ms!.Value);
            stalls.Add(read.LongestMs);
            missing.Add(read.RowsMissed);
            rebuilds.Add(done);
        }

        public IEnumerable<Series> Series(string when) =>
        [
            new($"posts, 99th percentile, {when}", "ms", p99),
            new($"longest read, {when}", "ms", stalls),
            new($"rows that a reader missed, {when}", "rows", missing),
            new($"rebuilds, {when}", "rebuilds", rebuilds),
        ];
    }
}
