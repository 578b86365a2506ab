using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace CdViz.Adapters.Subscribing.Sinks.Brokers;

/// <summary>Produces events to a topic of Kafka, with the subject's stream as key: so the events of a subject keep their order in one partition. What all replicas have is delivered.</summary>
internal sealed class KafkaSink(SinkSettings settings, string name, OutgoingGuard? guard) : ISink
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(30);

    private readonly SinkFormat format = SinkKeys.Format(settings);
    private IProducer<string, byte[]>? producer;
    private volatile string? broken;

    /// <inheritdoc/>
    public int Most => 5000;

    /// <inheritdoc/>
    public bool IsTogether => false;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        if (broken is { } why)
        {
            throw new SinkException($"The producer can't go on: {why}");
        }

        if (producer is null)
        {
            await (guard?.CheckAsync(Hosts(settings.Url!), ct) ?? Task.CompletedTask).ConfigureAwait(false);
        }

        var open = producer ??= Producer();
        var acknowledged = events.Select(e => open.ProduceAsync(settings.Target, Message(e), ct)).ToArray();
        await ((Task)Task.WhenAll(acknowledged)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < acknowledged.Length; i++)
        {
            try
            {
                await acknowledged[i].ConfigureAwait(false);
            }
            catch (KafkaException fault)
            {
                return new(i, fault.Error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord or ErrorCode.InvalidMsg
                    ? new SinkFault.Refused($"Kafka does not take it: {fault.Error.Reason}")
                    : new SinkFault.Away($"Kafka has not acknowledged it: {fault.Error.Reason}"));
            }
        }

        return new(events.Count);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        producer?.Dispose();
        return default;
    }

    private static IEnumerable<string> Hosts(string brokers) =>
        brokers.Split(',').Select(broker => Uri.TryCreate($"kafka://{broker[(broker.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..].Trim()}", UriKind.Absolute, out var parsed) ? parsed.Host : broker);

    private IProducer<string, byte[]> Producer()
    {
        var config = new ProducerConfig
        {
            BootstrapServers = settings.Url,
            ClientId = $"CdViz.EventStore-{name}",
            EnableIdempotence = true,
            Acks = Acks.All,
            LingerMs = 0,
            MessageTimeoutMs = (int)(settings.Timeout ?? UsualTime).TotalMilliseconds,
            QueueBufferingMaxMessages = 10_000,
            QueueBufferingMaxKbytes = 16 * 1024,
            LogConnectionClose = false,
        };
        try
        {
            foreach (var (option, value) in settings.Options ?? new Dictionary<string, string>())
            {
                config.Set(option, value);
            }

            return new ProducerBuilder<string, byte[]>(config).SetErrorHandler((_, error) => broken = error.IsFatal ? error.Reason : broken).SetLogHandler((_, _) => { }).Build();
        }
        catch (Exception fault) when (fault is KafkaException or ArgumentException or InvalidOperationException)
        {
            throw new SinkException($"librdkafka does not take the settings: {fault.Message}");
        }
    }

    private Message<string, byte[]> Message(Outgoing e)
    {
        var headers = new Headers { { "cdviz-position", Encoding.UTF8.GetBytes(e.Event.Position.ToString(CultureInfo.InvariantCulture)) } };
        if (format is SinkFormat.Binary)
        {
            foreach (var (attribute, value) in CloudEventText.Attributes(e))
            {
                headers.Add($"ce_{attribute}", Encoding.UTF8.GetBytes(value));
            }
        }

        foreach (var (attribute, value) in CloudEventText.Trace(e))
        {
            headers.Add(attribute, Encoding.UTF8.GetBytes(value));
        }

        headers.Add("content-type", Encoding.UTF8.GetBytes(format is SinkFormat.Structured ? CloudEventText.Structured : "application/json"));
        return new() { Key = e.Event.Stream, Value = EventText.One(format, e).ToArray(), Headers = headers, Timestamp = e.Event.OccurredAt > DateTime.UnixEpoch ? new Timestamp(e.Event.OccurredAt) : Timestamp.Default };
    }
}
