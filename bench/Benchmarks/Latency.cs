using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Npgsql;

namespace CdViz.Bench;

/// <summary>How soon an event that was answered is seen in the table of an async projection, while nothing else goes on.</summary>
internal sealed class Latency : IBenchmark
{
    private const int Many = 300;

    private const string SeenSql = "select exists (select from cdviz.pipelinerun_attempt where subject_id = $1)";

    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public string About => "one post at a time to the real server, then its row in cdviz.pipelinerun_attempt, asked for every millisecond";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        await using var server = await ServerProcess.StartAsync(database, ct);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Address}") };
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var seen = new NpgsqlCommand(SeenSql, connection) { Parameters = { new NpgsqlParameter<string>() } };
        await seen.PrepareAsync(ct);

        var (medians, worst, answers) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {options.Rounds}");
            var (answered, visible) = (new Latencies(), new Latencies());
            for (var i = 0; i < (options.Events ?? Many); i++)
            {
                await OneAsync(http, seen, (round * 100_000L) + i, answered, visible, ct);
                await Task.Delay(5, ct);
            }

            if (round > 0)
            {
                medians.Add(visible.Quantile(0.5)!.Value);
                worst.Add(visible.Quantile(0.99)!.Value);
                answers.Add(answered.Quantile(0.5)!.Value);
            }
        }

        return new(Name, About, machine,
        [
            new("answer to row, median", "ms", medians),
            new("answer to row, 99th percentile", "ms", worst),
            new("post to answer, median", "ms", answers),
        ],
        []);
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
        var deadline = answer + (30 * Stopwatch.Frequency);
        while (!(bool)(await seen.ExecuteScalarAsync(ct))!)
        {
            if (Stopwatch.GetTimestamp() > deadline)
            {
                throw new InvalidOperationException($"{EventTemplate.Subject(run)} was not seen within 30 s.");
            }

            await Task.Delay(1, ct);
        }

        answered.Add(answer - sent);
        visible.Add(Stopwatch.GetTimestamp() - answer);
    }
}
