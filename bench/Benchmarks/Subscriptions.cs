using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace CdViz.Bench.Benchmarks;

/// <summary>How fast a log is delivered to a receiver on this machine in batches, and what that leaves to those who post meanwhile.</summary>
internal sealed class Subscriptions : IBenchmark
{
    private const int Log = 100_000;
    private const int Connections = 16;
    private const string AllSql = "select (select max(seq_id) from events.mt_events) - position from events.subscription where name = 'bench'";

    /// <inheritdoc/>
    public string Name => "subscriptions";

    /// <inheritdoc/>
    public string About => "delivery of the log from its beginning over HTTP in batches of 500 CloudEvents, and to NATS; posts over 16 connections with and without that beside them";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        progress("filling the log");
        var events = await LogSeed.FillAsync(database, options.Events ?? Log, ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        await using var server = await ServerProcess.StartAsync(database, ct);
        using var receiver = new Taker();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Address}/") };
        using var load = new LoadProcess();
        progress("read tables");
        await BehindAsync(database, "select coalesce(max(lag_events), 0) from cdviz.projection_status", ct);
        var (alone, nats, posts, beside) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        using var broker = NatsServer.StartIfThere();
        var nextRun = 1_000_000_000L;
        (await http.PostAsJsonAsync("subscriptions/bench", new { sink = new { type = "http", url = receiver.Url, format = "batch" }, from = "now" }, ct)).EnsureSuccessStatusCode();
        if (broker is not null)
        {
            (await http.PostAsJsonAsync("subscriptions/nats", new { sink = new { type = "nats", url = broker.Url, route = "cdevents.{subject}.{predicate}" }, from = "now" }, ct)).EnsureSuccessStatusCode();
            await ActAsync(http, "nats/pause", ct);
        }

        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "warming up" : $"round {round} of {options.Rounds}");
            var began = Stopwatch.GetTimestamp();
            var reached = await RewindAsync(http, database, "bench", ct);
            await BehindAsync(database, $"select {reached} - position from events.subscription where name = 'bench'", ct);
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (broker is not null)
            {
                var all = await RewindAsync(http, database, "nats", ct);
                var resumed = Stopwatch.GetTimestamp();
                await ActAsync(http, "nats/resume", ct);
                await BehindAsync(database, $"select {all} - position from events.subscription where name = 'nats'", ct);
                if (round > 0)
                {
                    nats.Add(all / Stopwatch.GetElapsedTime(resumed).TotalSeconds);
                }

                await ActAsync(http, "nats/pause", ct);
            }

            var without = await load.RunAsync(new("posts", server.Address, Connections, options.Seconds, 0, nextRun), ct);
            nextRun = without.LastRun + Connections;
            await BehindAsync(database, AllSql, ct);
            await RewindAsync(http, database, "bench", ct);
            var with = await load.RunAsync(new("posts", server.Address, Connections, options.Seconds, 0, nextRun), ct);
            nextRun = with.LastRun + Connections;
            await BehindAsync(database, AllSql, ct);
            if (round > 0)
            {
                alone.Add(reached / took);
                posts.Add(without.PerSecond);
                beside.Add(with.PerSecond);
            }
        }

        var wrong = receiver.Events >= 0.9 * (options.Rounds + 1L) * events ? Array.Empty<string>() : [$"the receiver got {receiver.Events} events"];
        return new(
            Name, About, machine,
            [
                new("delivered from the beginning of the log, over HTTP", "events/s", alone),
                .. nats.Count > 0 ? [new Series("delivered from the beginning of the log, to NATS", "events/s", nats)] : Array.Empty<Series>(),
                new("posts answered, nothing delivered", "events/s", posts),
                new("posts answered, a rewind beside them", "events/s", beside),
            ],
            [])
        {
            Wrong = wrong,
        };
    }

    private static async Task ActAsync(HttpClient http, string action, CancellationToken ct) =>
        (await http.PostAsync(new Uri($"subscriptions/{action}", UriKind.Relative), null, ct)).EnsureSuccessStatusCode();

    private static async Task<long> RewindAsync(HttpClient http, BenchDatabase database, string name, CancellationToken ct)
    {
        await using var head = database.DataSource.CreateCommand("select max(seq_id) from events.mt_events");
        var reached = (long)(await head.ExecuteScalarAsync(ct))!;
        await ActAsync(http, $"{name}/rewind?to=beginning", ct);
        return reached;
    }

    private static async Task BehindAsync(BenchDatabase database, string sql, CancellationToken ct)
    {
        await using var look = database.DataSource.CreateCommand(sql);
        while (Convert.ToInt64(await look.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture) > 0)
        {
            await Task.Delay(10, ct);
        }
    }

    /// <summary>A receiver that takes whatever comes, and does next to nothing with it: the processors are those of the server.</summary>
    private sealed class Taker : IDisposable
    {
        private static readonly byte[] Answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

        private readonly TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        private long events;

        public Taker()
        {
            listener.Start();
            _ = AcceptAsync();
        }

        public string Url => $"http://{listener.LocalEndpoint}/";

        /// <summary>Events it got.</summary>
        public long Events => Volatile.Read(ref events);

        public void Dispose() => listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = ServeAsync(await listener.AcceptSocketAsync(CancellationToken.None));
                }
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                // It has ended.
            }
        }

        private async Task ServeAsync(Socket socket)
        {
            using var stream = new NetworkStream(socket, ownsSocket: true);
            var buffer = new byte[256 * 1024];
            try
            {
                for (var held = 0; ;)
                {
                    int end;
                    while ((end = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8)) < 0)
                    {
                        held += await stream.ReadAtLeastAsync(buffer.AsMemory(held), 1, throwOnEndOfStream: true, CancellationToken.None);
                    }

                    var head = Encoding.ASCII.GetString(buffer, 0, end);
                    var left = long.Parse(Value(head, "Content-Length"), System.Globalization.CultureInfo.InvariantCulture) - (held - end - 4);
                    Count(buffer.AsSpan(end + 4, held - end - 4));
                    while (left > 0)
                    {
                        var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), (int)Math.Min(left, buffer.Length), throwOnEndOfStream: true, CancellationToken.None);
                        Count(buffer.AsSpan(0, read));
                        left -= read;
                    }

                    held = 0;
                    await stream.WriteAsync(Answer, CancellationToken.None);
                }
            }
            catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException)
            {
                // The client has gone.
            }
        }

        // Each event has one; where it lies across two reads it is not counted.
        private void Count(ReadOnlySpan<byte> piece) => Interlocked.Add(ref events, piece.Count("\"datacontenttype\""u8));

        private static string Value(string head, string name) =>
            head.Split("\r\n").First(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)).Split(':')[1].Trim();
    }
}
