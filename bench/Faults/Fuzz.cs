using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace CdViz.Bench.Faults;

/// <summary>
/// Sends a server inputs that nobody means well with, by all its doors and lists. No answer may be a 500, take longer than five seconds, or say what the database or the
/// program said; the server's memory has a bound, and what it took has to be in the read tables afterwards.
/// </summary>
internal sealed class Fuzz : IBenchmark
{
    /// <summary>Its name on the command line.</summary>
    public const string Command = "fuzz";

    private const int Usual = 100_000;
    private const int AtOnce = 16;

    /// <summary>What docs/limits.md adds up to, with the usual limits.</summary>
    private const long MostMemory = 2250L * 1024 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly string[] Secrets = ["Npgsql", "SqlState", "mt_events", "   at CdViz", "pg_catalog", "_pkey", "_idx", "syntax error", ".cs:line"];

    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentQueue<string> wrong = new();

    /// <inheritdoc/>
    public string Name => Command;

    /// <inheritdoc/>
    public string About => "inputs that nobody means well with, by posts and questions of every kind; --events says how many";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        var (count, seed) = (options.Events ?? Usual, Environment.TickCount & int.MaxValue);
        await using var database = await BenchDatabase.CreateAsync(ct);
        await using var server = await ServerProcess.StartAsync(database, ct, FuzzedInputs.Settings);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce }) { Timeout = TimeSpan.FromSeconds(60) };
        var inputs = new FuzzedInputs(JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://{server.Address}/openapi/v1.json"), ct)).RootElement);
        var (sent, slowest, memory, began) = (0, TimeSpan.Zero, 0L, Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (nth, token) =>
        {
            using var request = inputs.Next(new Random(seed + nth), server.Address);
            var took = await SendAsync(http, request, $"seed {seed + nth}", token);
            slowest = took > slowest ? took : slowest;
            if (Interlocked.Increment(ref sent) is var number && number % 500 == 0)
            {
                memory = Math.Max(memory, server.Memory);
                progress(string.Create(CultureInfo.InvariantCulture, $"{number} of {count} inputs, {wrong.Count} answers wrong, {memory / 1024 / 1024} MiB"));
            }
        });
        progress("waiting for the read tables");
        var stopped = await CaughtUpAsync(database.DataSource, ct);
        return new(
            Name, About, await Machine.LookAsync(database.DataSource, TimeProvider.System, ct),
            [
                new("inputs", "", [count]), new("inputs a second", "1/s", [count / Stopwatch.GetElapsedTime(began).TotalSeconds]),
                .. statuses.OrderBy(one => one.Key).Select(one => new Series($"answered {one.Key}", "", [one.Value])),
                new("slowest answer", "s", [slowest.TotalSeconds]), new("memory", "MiB", [memory / 1024.0 / 1024]), new("wrong answers", "", [wrong.Count]),
                new("projections stopped or behind", "", [stopped.Count]),
            ],
            [])
        {
            Wrong = [.. wrong.Take(30), .. stopped, .. memory > MostMemory ? (string[])["more memory than its bound"] : []],
        };
    }

    private async Task<TimeSpan> SendAsync(HttpClient http, HttpRequestMessage request, string which, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var (status, text) = (0, "");
        try
        {
            using var answer = await http.SendAsync(request, ct);
            (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            text = fault.Message;
        }

        var took = Stopwatch.GetElapsedTime(began);
        statuses.AddOrUpdate(status, 1, (_, before) => before + 1);
        // What waits for a position that the log does not reach is told so.
        var waits = status is 503 && request.RequestUri!.Query.Contains("wait=", StringComparison.Ordinal);
        if (status is 0 || (status >= 500 && !waits) || took > Longest || (status >= 400 && Array.Exists(Secrets, secret => text.Contains(secret, StringComparison.Ordinal))))
        {
            wrong.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{status} after {took.TotalSeconds:0.0} s, {which}: {request.Method} {Short(request.RequestUri!.PathAndQuery)}: {Short(text)}"));
        }

        return took;
    }

    private static string Short(string text) => text[..Math.Min(200, text.Length)];

    /// <summary>Which projections are not where the log is, in the end.</summary>
    private static async Task<IReadOnlyList<string>> CaughtUpAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        List<string> behind = [];
        try
        {
            await WaitFor.TrueAsync(
                async () =>
                {
                    behind.Clear();
                    await using var command = database.CreateCommand("select format('%s is %s at %s: %s', name, state, position, reason) from cdviz.projection_status where lag_events > 0");
                    await using var reader = await command.ExecuteReaderAsync(ct);
                    while (await reader.ReadAsync(ct))
                    {
                        behind.Add(reader.GetString(0));
                    }

                    return behind.Count == 0;
                },
                "");
        }
        catch (TimeoutException)
        {
            // They are told.
        }

        return behind;
    }
}
