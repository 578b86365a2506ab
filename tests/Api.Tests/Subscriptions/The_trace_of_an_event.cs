using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using NATS.Client.Core;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>The W3C trace context that an event came with goes on with it, in every family of sinks.</summary>
public sealed class The_trace_of_an_event(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string State = "vendor=4711";

    private readonly TestApi api = fixture.Api;
    private readonly string name = $"t-{Guid.NewGuid():N}";

    [Theory, InlineData("binary"), InlineData("structured"), InlineData("batch"), InlineData("cdevents")]
    public async Task goes_on_over_HTTP(string format)
    {
        await using var receiver = await Receiver.StartAsync();
        await RecordAsync();
        await SubscribeAsync(new { type = "http", url = receiver.Url, format });
        await api.DeliveredAsync(name);

        var (traced, bare) = (receiver.Taken.First(), receiver.Taken.Last());
        if (format is "batch")
        {
            IsIt(traced.Json[0].Text("traceparent"), traced.Json[0].Text("tracestate"));
            traced.Json[1].TryGetProperty("traceparent", out _).ShouldBeFalse();
            return;
        }

        IsIt(traced.Headers["traceparent"], traced.Headers["tracestate"]);
        bare.Headers.Keys.ShouldNotContain("tracestate", StringComparer.OrdinalIgnoreCase);
        bare.Headers.GetValueOrDefault("traceparent", "").ShouldNotContain(Trace);
        if (format is "binary")
        {
            IsIt(traced.Headers["ce-traceparent"], traced.Headers["ce-tracestate"]);
        }
        else if (format is "structured")
        {
            IsIt(traced.Json.Text("traceparent"), traced.Json.Text("tracestate"));
        }
    }

    [Fact]
    public async Task goes_on_in_OpenTelemetrys_logs()
    {
        await using var receiver = await Receiver.StartAsync();
        await RecordAsync();
        await SubscribeAsync(new { type = "otlp", url = receiver.Url });
        await api.DeliveredAsync(name);

        var logs = receiver.Taken.ShouldHaveSingleItem().Json.GetProperty("resourceLogs")[0].GetProperty("scopeLogs")[0].GetProperty("logRecords");
        (logs[0].Text("traceId"), logs[0].Text("spanId")!.Length, logs[0].Whole("flags")).ShouldBe((Trace, 16, 1));
        logs[1].TryGetProperty("traceId", out _).ShouldBeFalse();
    }

    [Theory, InlineData("binary"), InlineData("structured")]
    public async Task goes_on_over_NATS_without_JetStream_which_is_waited_for_when_it_is_away(string format)
    {
        var server = await SinkPrograms.NatsAsync();
        var messages = new ConcurrentQueue<(NatsHeaders? Headers, byte[] Body)>();
        await ListenAsync(server.Address, messages);
        await RecordAsync();
        await SubscribeAsync(new { type = "nats", url = server.Address, route = "cdevents.{subject}.{predicate}", format, timeout = "00:00:02" });
        await WaitFor.TrueAsync(() => Task.FromResult(messages.Count == 2), "both have arrived");

        var (headers, body) = messages.First();
        IsIt(headers!["traceparent"], headers["tracestate"]);
        if (format is "binary")
        {
            IsIt(headers["ce-traceparent"], headers["ce-tracestate"]);
            JsonElement.Parse(body).GetProperty("subject").Text("id").ShouldBe($"{name}-1");
        }
        else
        {
            IsIt(JsonElement.Parse(body).Text("traceparent"), JsonElement.Parse(body).Text("tracestate"));
        }

        await server.DisposeAsync();
        await api.RecordAsync(Subscribed.Runs(20, $"{name}-r"));
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Text("state") == "waiting", "it waits for the server");
        await api.ActAsync(name, "pause");
        await using var again = await SinkPrograms.NatsAsync(new Uri(server.Address).Port);
        var after = new ConcurrentQueue<(NatsHeaders? Headers, byte[] Body)>();
        await ListenAsync(again.Address, after);
        await api.ActAsync(name, "resume");
        await api.DeliveredAsync(name);
        await WaitFor.TrueAsync(() => Task.FromResult(after.Count >= 60), () => $"{after.Count} of 60 are there");
        A_subscription.Ordered(after.Select(one => JsonElement.Parse(one.Body)).Select(one => (one.TryGetProperty("data", out var data) ? data : one).GetProperty("context").Text("id")!));
    }

    [Fact]
    public async Task goes_on_over_Kafka()
    {
        var settings = new ProducerConfig();
        settings.Set("test.mock.num.brokers", "1");
        using var cluster = new ProducerBuilder<Null, byte[]>(settings).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(cluster.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers[0];
        await RecordAsync();
        await SubscribeAsync(new { type = "kafka", url = $"{broker.Host}:{broker.Port}", target = name });
        await api.DeliveredAsync(name);

        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig { BootstrapServers = $"{broker.Host}:{broker.Port}", GroupId = name, AutoOffsetReset = AutoOffsetReset.Earliest })
            .SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe(name);
        Dictionary<string, Confluent.Kafka.Headers> found = [];
        await WaitFor.TrueAsync(
            () =>
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message: { } message })
                {
                    found[JsonElement.Parse(message.Value).GetProperty("subject").Text("id")!] = message.Headers;
                }

                return Task.FromResult(found.Count == 2);
            },
            "both have arrived");

        var traced = found[$"{name}-1"].ToDictionary(header => header.Key, header => Encoding.UTF8.GetString(header.GetValueBytes()));
        IsIt(traced["traceparent"], traced["tracestate"]);
        IsIt(traced["ce_traceparent"], traced["ce_tracestate"]);
        found[$"{name}-2"].ShouldAllBe(header => !header.Key.Contains("trace"));
    }

    [Fact]
    public async Task goes_on_over_AMQP()
    {
        await using var broker = new RabbitMqServer();
        await broker.StartAsync();
        await broker.DeclareAsync(name);
        await RecordAsync();
        await SubscribeAsync(new { type = "rabbitmq", url = broker.Uri, route = name });
        await api.DeliveredAsync(name);

        var (connection, channel) = await broker.OpenAsync();
        await using (connection)
        {
            var headers = (await channel.BasicGetAsync(name, autoAck: true, Ct))!.BasicProperties.Headers!.ToDictionary(header => header.Key, header => header.Value is byte[] text ? Encoding.UTF8.GetString(text) : "");
            IsIt(headers["traceparent"], headers["tracestate"]);
            IsIt(headers["cloudEvents:traceparent"], headers["cloudEvents:tracestate"]);
            (await channel.BasicGetAsync(name, autoAck: true, Ct))!.BasicProperties.Headers!.Keys.ShouldAllBe(header => !header.Contains("trace"));
        }
    }

    // Another test of this process may record spans, which are then the event's, of the same trace.
    private static void IsIt(string? parent, string? state)
    {
        parent.ShouldNotBeNull().ShouldStartWith($"00-{Trace}-");
        state.ShouldBe(State);
    }

    private static async Task ListenAsync(string address, ConcurrentQueue<(NatsHeaders? Headers, byte[] Body)> messages)
    {
        var connection = new NatsConnection(new NatsOpts { Url = address });
        var subscription = await connection.SubscribeCoreAsync<byte[]>("cdevents.>", cancellationToken: Ct);
        await connection.PingAsync(Ct);
        _ = Task.Run(
            async () =>
            {
                await foreach (var message in subscription.Msgs.ReadAllAsync(Ct))
                {
                    messages.Enqueue((message.Headers, message.Data!));
                }
            },
            Ct);
    }

    private async Task RecordAsync()
    {
        await api.PostAsync(Events.PipelineRunQueued($"{name}-1", 1).Json, headers: [("traceparent", $"00-{Trace}-b7ad6b7169203331-01"), ("tracestate", State)]);
        await api.RecordAsync(Events.PipelineRunQueued($"{name}-2", 1));
    }

    private Task<JsonElement> SubscribeAsync(object sink) => api.SubscribeAsync(name, sink, new { subjects = new[] { $"{name}*" } });
}
