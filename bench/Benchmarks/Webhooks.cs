using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace CdViz.Bench.Benchmarks;

/// <summary>How fast signed webhooks of GitHub come into the inbox, alone and beside posts of CDEvents, and how soon what they say is in a read table.</summary>
internal sealed class Webhooks : IBenchmark
{
    private const int Connections = 64;
    private const int Posts = 500;
    private const string Secret = "bench";

    private static readonly string Filler = new('x', 8 * 1024);

    /// <inheritdoc/>
    public string Name => "webhooks";

    /// <inheritdoc/>
    public string About => "webhooks of GitHub of 9 KB, signed, over 64 connections into the inbox of the real server; alone, and beside 500 posts/s of CDEvents";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        await using var server = await ServerProcess.StartAsync(database, ct, ("Sources__github__Type", "webhook"), ("Sources__github__Secret", Secret));
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri($"http://{server.Address}") };
        using var load = new LoadProcess();
        var (alone, beside, posts, drained, seen) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (next, nextRun) = (0L, 1_000_000_000L);
        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {options.Rounds}");
            var first = await PostAsync(http, next, options.Seconds, ct);
            next += first;
            var began = Stopwatch.GetTimestamp();
            await TakenAsync(database, ct);
            var emptied = (Count: first, Seconds: options.Seconds + Stopwatch.GetElapsedTime(began).TotalSeconds);

            progress(round == 0 ? "beside posts: warming up" : $"beside posts: round {round} of {options.Rounds}");
            var loading = load.RunAsync(new("paced", server.Address, 16, options.Seconds, Posts, nextRun), ct);
            var second = await PostAsync(http, next, options.Seconds, ct);
            next += second;
            var result = await loading;
            nextRun = result.LastRun + 16;
            await TakenAsync(database, ct);

            progress(round == 0 ? "one by one: warming up" : $"one by one: round {round} of {options.Rounds}");
            var visible = await OneByOneAsync(http, database, next, ct);
            next += 100;
            if (round > 0)
            {
                alone.Add(first / options.Seconds);
                beside.Add(second / options.Seconds);
                posts.Add(result.PerSecond);
                drained.Add(emptied.Count / emptied.Seconds);
                seen.Add(visible);
            }
        }

        return new(
            Name, About, machine,
            [
                new("webhooks answered, alone", "webhooks/s", alone), new("webhooks translated and recorded, alone", "webhooks/s", drained),
                new($"webhooks answered, beside {Posts} posts/s", "webhooks/s", beside), new("posts answered beside them", "events/s", posts),
                new("one webhook: sent to row, median", "ms", seen),
            ],
            []);
    }

    /// <summary>Posts over all connections for some seconds.</summary>
    private static async Task<long> PostAsync(HttpClient http, long first, double seconds, CancellationToken ct)
    {
        var (next, taken) = (first - 1, 0L);
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
            async () =>
            {
                while (Stopwatch.GetTimestamp() < end)
                {
                    using var answer = await http.SendAsync(Request(Interlocked.Increment(ref next)), ct);
                    if (answer.StatusCode is not HttpStatusCode.Accepted)
                    {
                        throw new InvalidOperationException($"The server answered {(int)answer.StatusCode}.");
                    }

                    Interlocked.Increment(ref taken);
                }
            },
            ct)));
        return taken;
    }

    private static async Task<double> OneByOneAsync(HttpClient http, BenchDatabase database, long first, CancellationToken ct)
    {
        var times = new List<double>();
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var look = new NpgsqlCommand("select exists (select from cdviz.pipelinerun_attempt where subject_id = $1)", connection) { Parameters = { new NpgsqlParameter<string>() } };
        for (var nth = first; nth < first + 100; nth++)
        {
            var sent = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(Request(nth), ct);
            ((NpgsqlParameter<string>)look.Parameters[0]).TypedValue = $"{Run(nth)}/attempts/1";
            while (!(bool)(await look.ExecuteScalarAsync(ct))!)
            {
                await Task.Delay(1, ct);
            }

            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task TakenAsync(BenchDatabase database, CancellationToken ct)
    {
        await using var look = database.DataSource.CreateCommand("select not exists (select from events.inbox where state = 'waiting')");
        while (!(bool)(await look.ExecuteScalarAsync(ct))!)
        {
            await Task.Delay(20, ct);
        }
    }

    private static string Run(long nth) => string.Create(CultureInfo.InvariantCulture, $"https://api.github.com/repos/acme/shop/actions/runs/{nth}");

    private static HttpRequestMessage Request(long nth)
    {
        var body = Encoding.UTF8.GetBytes($$$"""
            {"action":"requested","workflow_run":{"url":"{{{Run(nth)}}}","html_url":"https://github.com/acme/shop/actions/runs/{{{nth}}}","name":"build","run_attempt":1,
             "created_at":"2026-03-02T09:15:00Z","head_sha":"aa11","filler":"{{{Filler}}}"},"repository":{"full_name":"acme/shop","url":"https://api.github.com/repos/acme/shop"}}
            """);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("webhooks/github", UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-GitHub-Event", "workflow_run");
        request.Headers.Add("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body))}");
        return request;
    }
}
