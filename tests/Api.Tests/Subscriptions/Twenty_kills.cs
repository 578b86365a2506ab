using System.Globalization;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Server, database and receiver are killed twenty times during fifty thousand deliveries. What came twice is told, and is no fault.</summary>
[Trait("Category", "Nightly")]
public sealed class Twenty_kills(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int Runs = 16_700;
    private const int EventsOfARun = 3;
    private const int RunsAtOnce = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task lose_nothing_on_the_way_to_an_address()
    {
        var receiver = await Slow(await Receiver.StartAsync());
        var port = new Uri(receiver.Url).Port;
        await KillAsync(
            [("Type", "http"), ("Url", receiver.Url), ("Format", "batch")],
            async () =>
            {
                var taken = receiver.Taken;
                await receiver.DisposeAsync();
                receiver = await Slow(await Receiver.StartAsync(port, taken));
            },
            () => Task.FromResult(receiver.Ids));
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task lose_nothing_on_the_way_to_a_broker()
    {
        await using var broker = new RabbitMqServer();
        await broker.StartAsync();
        await broker.DeclareAsync("cdevents");
        await KillAsync(
            [("Type", "rabbitmq"), ("Url", broker.Uri), ("Route", "cdevents")],
            async () =>
            {
                await broker.KillAsync();
                await broker.StartAsync();
            },
            () => QueuedAsync(broker));
    }

    private static Task<Receiver> Slow(Receiver receiver)
    {
        // So that something is on its way whenever somebody is killed.
        receiver.Answer((_, context) => Task.Delay(10, context.RequestAborted));
        return Task.FromResult(receiver);
    }

    private static async Task<List<string>> QueuedAsync(RabbitMqServer broker)
    {
        var (connection, channel) = await broker.OpenAsync();
        await using var open = connection;
        var (wanted, ids, all) = (await channel.MessageCountAsync("cdevents", Ct), new List<string>(), new TaskCompletionSource());
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            ids.Add(JsonElement.Parse(message.Body.Span).GetProperty("context").GetProperty("id").GetString()!);
            if (ids.Count >= wanted)
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("cdevents", autoAck: true, consumer, Ct);
        await all.Task.WaitAsync(Patience, Ct);
        return ids;
    }

    private async Task KillAsync((string Name, string Value)[] sink, Func<Task> killReceiver, Func<Task<List<string>>> arrived)
    {
        await using var database = await RestartableDatabase.CreateAsync();
        (string, string?)[] settings =
        [
            ("Projections__Run", "false"), ("Subscriptions__all__From", "beginning"), ("Subscriptions__all__Batch", "50"), ("Subscriptions__all__FirstPause", "00:00:00.1"),
            ("Subscriptions__all__LongestPause", "00:00:01"), .. sink.Select(one => ($"Subscriptions__all__Sink__{one.Name}", (string?)one.Value)),
        ];
        var server = await ServerProcess.StartAsync(database.ConnectionString, settings);
        var url = server.Url;
        var posting = Task.Run(() => PostAsync(() => Volatile.Read(ref url)), Ct);
        string[] victims = ["server", "database", "receiver"];
        for (var kill = 0; kill < Kills; kill++)
        {
            await PassedAsync(database, $"select coalesce(sum(delivered), 0) >= {(long)Runs * EventsOfARun * kill / (Kills + 1)} from events.subscription", () => server.Log);
            switch (victims[kill % victims.Length])
            {
                case "server":
                    await server.KillAsync();
                    await server.DisposeAsync();
                    server = await ServerProcess.StartAsync(database.ConnectionString, settings);
                    Volatile.Write(ref url, server.Url);
                    break;
                case "database":
                    await database.RestartAsync(crash: true);
                    break;
                default:
                    await killReceiver();
                    break;
            }
        }

        await posting.WaitAsync(Patience, Ct);
        await PassedAsync(
            database,
            $"select position >= (select max(seq_id) from events.mt_events) and (select count(*) from events.mt_events) = {Runs * EventsOfARun} and not exists (select from events.subscription_hold) from events.subscription",
            () => server.Log);
        var ids = await arrived();
        var twice = ids.Count - ids.Distinct(StringComparer.Ordinal).Count();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sink[0].Value}: {Kills} kills, {Runs * EventsOfARun} events, {ids.Count} deliveries, {twice} of them again"));

        ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(Subscribed.Runs(Runs).Select(e => e.ContextId).Order(StringComparer.Ordinal));
        A_subscription.Ordered(ids);
        (await server.StopAsync()).ShouldBe(ExitCode.Done, server.Log);
        await server.DisposeAsync();
    }

    /// <summary>Posts all events, and the same again where no answer came.</summary>
    private static async Task PostAsync(Func<Uri> url)
    {
        using var http = new HttpClient();
        for (var first = 0; first < Runs;)
        {
            try
            {
                var some = Enumerable.Range(first, Math.Min(RunsAtOnce, Runs - first)).ToList();
                var events = some.Select(n => Events.PipelineRunQueued($"run-{n}", 1)).Concat(some.Select(n => Events.PipelineRunStarted($"run-{n}", 2))).Concat(some.Select(n => Events.PipelineRunFinished($"run-{n}", 3)));
                using var body = new ReadOnlyMemoryContent(Lines(events.Select(e => e.Json))) { Headers = { ContentType = new("application/x-ndjson") } };
                (await http.PostAsync(new Uri(url(), "/cdevents"), body, Ct)).EnsureSuccessStatusCode();
                first += some.Count;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException)
            {
                await Task.Delay(100, Ct);
            }
        }
    }

    private static async Task PassedAsync(RestartableDatabase database, string condition, Func<string> log)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ; await Task.Delay(50, Ct))
        {
            try
            {
                if (await database.DataSource.ScalarAsync<bool>(condition))
                {
                    return;
                }
            }
            catch (Npgsql.NpgsqlException)
            {
                // It is just coming back.
            }

            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"Not within {Patience}: {condition}\n{log()}");
            }
        }
    }
}
