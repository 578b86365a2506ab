using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Npgsql;

namespace CdViz.Bench.Benchmarks;

/// <summary>How soon an event that was answered is seen in the table of an async projection: while nothing else goes on, and under load.</summary>
internal sealed class Latency : IBenchmark
{
    private const int Many = 300;
    private const int PerSecond = 3_000;
    private const int Connections = 64;

    // Asked for where it is: a client that sleeps a millisecond is woken late by a busy machine, and its queries keep it busy.
    private const string WatchSql = """
        create function pg_temp.seen(run text) returns boolean
        language plpgsql
        as $$
        declare
            patience constant timestamptz := clock_timestamp() + interval '30 s';
        begin
            while clock_timestamp() < patience loop
                if exists (select from cdviz.pipelinerun_attempt where subject_id = run) then
                    return true;
                end if;
                perform pg_sleep(0.001);
            end loop;
            return false;
        end
        $$
        """;

    private const string SeenSql = "select pg_temp.seen($1)";

    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public string About => "one post at a time to the real server, then its row in cdviz.pipelinerun_attempt, looked for every millisecond";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        await using var server = await ServerProcess.StartAsync(database, ct);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Address}") };
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using (var watch = new NpgsqlCommand(WatchSql, connection))
        {
            await watch.ExecuteNonQueryAsync(ct);
        }

        await using var seen = new NpgsqlCommand(SeenSql, connection) { Parameters = { new NpgsqlParameter<string>() } };
        await seen.PrepareAsync(ct);

        using var load = new LoadProcess();
        var (idle, busy, taken) = (new Turns(), new Turns(), new List<double>());
        var nextRun = 1_000_000_000L;
        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {options.Rounds}");
            var alone = new Turn(http, seen, round * 2 * 1_000_000L);
            await alone.RunAsync(turn => turn.Count < (options.Events ?? Many), ct);

            progress(round == 0 ? "under load: warming up" : $"under load: round {round} of {options.Rounds}");
            var loading = load.RunAsync(new("paced", server.Address, Connections, options.Seconds, PerSecond, nextRun), ct);
            var beside = new Turn(http, seen, ((round * 2) + 1) * 1_000_000L);
            await beside.RunAsync(_ => !loading.IsCompleted, ct);
            var result = await loading;
            nextRun = result.LastRun + Connections;
            if (result.Failed > 0)
            {
                throw new InvalidOperationException($"{result.Failed} posts failed.");
            }

            if (round > 0)
            {
                idle.Add(alone);
                busy.Add(beside);
                taken.Add(result.PerSecond);
            }
        }

        return new(
            Name, About, machine,
            [.. idle.Series("idle"), .. busy.Series($"under {PerSecond:N0} posts/s"), new("posts answered within the time of the load", "events/s", taken)], []);
    }

    /// <summary>Posts one event after the other, and watches for the row of each.</summary>
    private sealed class Turn(HttpClient http, NpgsqlCommand seen, long firstRun)
    {
        public Latencies Answered { get; } = new();

        public Latencies Visible { get; } = new();

        public int Count { get; private set; }

        public async Task RunAsync(Func<Turn, bool> goOn, CancellationToken ct)
        {
            for (; goOn(this); Count++)
            {
                await OneAsync(http, seen, firstRun + Count, Answered, Visible, ct);
                // So that the projections are done with it, and nothing goes on when the next one comes.
                await Task.Delay(20, ct);
            }
        }
    }

    private sealed class Turns
    {
        private readonly List<double> medians = [];
        private readonly List<double> worst = [];
        private readonly List<double> answers = [];

        public void Add(Turn turn)
        {
            medians.Add(turn.Visible.Quantile(0.5)!.Value);
            worst.Add(turn.Visible.Quantile(0.99)!.Value);
            answers.Add(turn.Answered.Quantile(0.5)!.Value);
        }

        public IEnumerable<Series> Series(string when) =>
        [
            new($"answer to row, median, {when}", "ms", medians),
            new($"answer to row, 99th percentile, {when}", "ms", worst),
            new($"post to answer, median, {when}", "ms", answers),
        ];
    }

    private static async Task OneAsync(HttpClient http, NpgsqlCommand seen, long run, Latencies answered, Latencies visible, CancellationToken ct)
    {
        var template = EventTemplate.OfVersion(0);
        var json = new byte[template.Length];
        template.WriteJson(json, run, 0);
        using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var sent = Stopwatch.GetTimestamp();
        using var response = await http.PostAsync(new Uri("cdevents", UriKind.Relative), content, ct);
        var answer = Stopwatch.GetTimestamp();
        if (response.StatusCode is not HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"The server answered {(int)response.StatusCode}.");
        }

        ((NpgsqlParameter<string>)seen.Parameters[0]).TypedValue = EventTemplate.Subject(run);
        if (!(bool)(await seen.ExecuteScalarAsync(ct))!)
        {
            throw new InvalidOperationException($"{EventTemplate.Subject(run)} was not seen within 30 s.");
        }

        answered.Add(answer - sent);
        visible.Add(Stopwatch.GetTimestamp() - answer);
    }
}
