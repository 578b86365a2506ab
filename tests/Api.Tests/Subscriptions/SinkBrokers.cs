using System.Collections.Concurrent;
using System.Text.Json;
using Confluent.Kafka;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using RabbitMQ.Client;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Brokers that events go to.</summary>
internal static class SinkBrokers
{
    /// <summary>RabbitMQ with a queue <c>cdevents</c> behind the exchange <c>delivery</c>.</summary>
    public static async Task<SinkPlace> RabbitMqAsync()
    {
        var broker = new RabbitMqServer();
        await broker.StartAsync();
        await broker.DeclareAsync("cdevents");
        var (connection, channel) = await broker.OpenAsync();
        await channel.ExchangeDeclareAsync("delivery", "topic", durable: true, cancellationToken: Ct);
        await channel.QueueBindAsync("cdevents", "delivery", "#", cancellationToken: Ct);
        var arrived = new List<JsonElement>();
        return new(
            [("amqp://guest:guest@127.0.0.1:5672", broker.Uri)],
            async () =>
            {
                while (await channel.BasicGetAsync("cdevents", autoAck: true, Ct) is { } message)
                {
                    message.RoutingKey.ShouldStartWith("cdevents.service.");
                    arrived.Add(JsonElement.Parse(message.Body.Span));
                }

                return arrived;
            },
            async () =>
            {
                await connection.DisposeAsync();
                await broker.DisposeAsync();
            });
    }

    /// <summary>NATS with a stream of <c>cdevents.&gt;</c>.</summary>
    public static async Task<SinkPlace> NatsAsync()
    {
        var server = await SinkPrograms.NatsAsync();
        var connection = new NatsConnection(new NatsOpts { Url = server.Address });
        var stream = await new NatsJSContext(connection).CreateStreamAsync(new StreamConfig("cdevents", ["cdevents.>"]), Ct);
        return new(
            [("nats://127.0.0.1:4222", server.Address)],
            async () =>
            {
                await stream.RefreshAsync(Ct);
                var all = new List<JsonElement>();
                for (var nth = 1UL; nth <= (ulong)stream.Info.State.Messages; nth++)
                {
                    var message = await stream.GetAsync(new StreamMsgGetRequest { Seq = nth }, Ct);
                    all.Add(JsonElement.Parse(message.Message.Data.Span));
                }

                return all;
            },
            async () =>
            {
                await connection.DisposeAsync();
                await server.DisposeAsync();
            });
    }

    /// <summary>librdkafka's own cluster, which speaks Kafka's protocol on a port.</summary>
    public static Task<SinkPlace> KafkaAsync()
    {
        var settings = new ProducerConfig();
        settings.Set("test.mock.num.brokers", "1");
        var cluster = new ProducerBuilder<Null, byte[]>(settings).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(cluster.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers[0];
        var address = $"{broker.Host}:{broker.Port}";
        var arrived = new ConcurrentQueue<JsonElement>();
        var ends = new CancellationTokenSource();
        var reading = Task.Run(() => Read(address, arrived, ends.Token), CancellationToken.None);
        return Task.FromResult(new SinkPlace(
            [("127.0.0.1:9092", address)],
            () => Task.FromResult<IEnumerable<JsonElement>>(arrived),
            async () =>
            {
                await ends.CancelAsync();
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ends.Dispose();
                cluster.Dispose();
            }));
    }

    private static void Read(string address, ConcurrentQueue<JsonElement> arrived, CancellationToken ct)
    {
        var settings = new Confluent.Kafka.ConsumerConfig { BootstrapServers = address, GroupId = "test", AutoOffsetReset = AutoOffsetReset.Earliest, TopicMetadataRefreshIntervalMs = 200, AllowAutoCreateTopics = true };
        using var consumer = new ConsumerBuilder<string, byte[]>(settings).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe("cdevents");
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message: { } message })
                {
                    message.Key.ShouldStartWith("service|");
                    arrived.Enqueue(JsonElement.Parse(message.Value));
                }
            }
            catch (ConsumeException)
            {
                // The topic is not there yet.
            }
        }
    }
}
