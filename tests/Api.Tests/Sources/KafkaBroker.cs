using System.Text;
using Confluent.Kafka;

namespace CdViz.Api.Tests.Sources;

/// <summary>librdkafka's own cluster, which lives in this process and speaks Kafka's protocol on a port.</summary>
internal sealed class KafkaBroker : IDisposable
{
    private readonly IProducer<Null, byte[]?> producer;

    public KafkaBroker()
    {
        var settings = new ProducerConfig { MessageMaxBytes = 4 * 1024 * 1024 };
        settings.Set("test.mock.num.brokers", "1");
        producer = new ProducerBuilder<Null, byte[]?>(settings).SetValueSerializer(Bytes.Serializer).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers[0];
        (Host, Port) = (broker.Host, broker.Port);
    }

    public string Host { get; }

    public int Port { get; }

    public string Address => $"{Host}:{Port}";

    /// <summary>Sends messages, and waits until the broker has them.</summary>
    public void Send(string topic, params IEnumerable<(ReadOnlyMemory<byte>? Body, (string Name, string Value)[] Headers)> messages)
    {
        foreach (var (body, headers) in messages)
        {
            var all = new Headers();
            Array.ForEach(headers, header => all.Add(header.Name, Encoding.UTF8.GetBytes(header.Value)));
            producer.Produce(topic, new Message<Null, byte[]?> { Value = body?.ToArray(), Headers = all }, report => report.Error.IsError.ShouldBeFalse(report.Error.Reason));
        }

        producer.Flush(TimeSpan.FromSeconds(60)).ShouldBe(0);
    }

    public void Dispose() => producer.Dispose();

    private static class Bytes
    {
        public static readonly ISerializer<byte[]?> Serializer = new Plain();

        private sealed class Plain : ISerializer<byte[]?>
        {
            public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
        }
    }
}
