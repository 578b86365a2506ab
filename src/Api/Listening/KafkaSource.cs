using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace CdViz.Api.Listening;

/// <summary>
/// Listens on topics of Kafka, as a member of a group. An offset is stored when its message is taken, and committed soon after: what was taken and not committed comes again, and is
/// a duplicate.
/// </summary>
internal sealed class KafkaSource(SourceSettings settings, BrokerDoor door, SourceCount count, ILogger log) : IListener, IDisposable
{
    private const long BatchBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // What follows from how messages are taken here.
    private static readonly HashSet<string> Ours =
        ["bootstrap.servers", "group.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "statistics.interval.ms"];

    private readonly CancellationTokenSource left = new();
    private readonly Presence presence = new(settings, $"the topics {string.Join(", ", settings.Topics)}", log);
    private readonly List<ConsumeResult<Ignore, byte[]>> early = [];
    private string? lastError;
    private string? topicError;

    /// <inheritdoc/>
    public string Name => settings.Name;

    /// <inheritdoc/>
    public string? Away => presence.Away;

    /// <summary>Whether these are settings of librdkafka that a source may have.</summary>
    public static bool AreOptions(IReadOnlyDictionary<string, string> options)
    {
        try
        {
            using var consumer = options.Keys.Any(Ours.Contains) ? null : new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig(options.ToDictionary()) { GroupId = "check" })
                .SetLogHandler((_, _) => { }).Build();
            return consumer is not null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or KafkaException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken ct) => Task.Factory.StartNew(() => Run(ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public void Dispose() => left.Dispose();

    /// <inheritdoc/>
    public async ValueTask LeaveAsync() => await left.CancelAsync();

    private void Run(CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, left.Token);
        while (!ends.IsCancellationRequested)
        {
            try
            {
                using var consumer = Build();
                try
                {
                    consumer.Subscribe(settings.Topics);
                    Listen(consumer, ends.Token);
                }
                finally
                {
                    early.Clear();
                    consumer.Close();
                }
            }
            catch (Exception fault) when (!ends.IsCancellationRequested)
            {
                presence.Missing(fault.Message);
                ends.Token.WaitHandle.WaitOne(Patience);
            }
            catch (Exception) when (ends.IsCancellationRequested)
            {
                // It leaves; what was not taken comes to another member of the group, or to this one again.
            }
        }
    }

    private IConsumer<Ignore, byte[]> Build() => new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig(settings.Options.ToDictionary())
    {
        BootstrapServers = settings.Address,
        GroupId = settings.Group,
        ClientId = settings.Options.GetValueOrDefault("client.id", "CdViz.EventStore"),
        AutoOffsetReset = settings.Start is SourceStart.Latest ? AutoOffsetReset.Latest : AutoOffsetReset.Earliest,
        EnableAutoOffsetStore = false,
        EnableAutoCommit = true,
        AutoCommitIntervalMs = 1000,
        StatisticsIntervalMs = 2000,
        QueuedMinMessages = Math.Max(settings.Prefetch, 1000),
        QueuedMaxMessagesKbytes = (int)(BatchBytes / 1024),
        TopicMetadataRefreshIntervalMs = 5000,
    })
        .SetErrorHandler((_, error) => lastError = error.Reason)
        .SetLogHandler((_, message) => log.LogDebug("Source {Name}: {Message}", settings.Name, message.Message))
        .SetStatisticsHandler((consumer, json) => See(consumer, json))
        .Build();

    private void Listen(IConsumer<Ignore, byte[]> consumer, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var batch = Gather(consumer);
            if (batch.Count is 0)
            {
                continue;
            }

            var taking = Task.WhenAll(batch.Select(one => door.TakeAsync(Message(one))));
            if (!taking.Wait(Look, CancellationToken.None))
            {
                KeepInGroup(consumer, taking);
            }

            taking.GetAwaiter().GetResult();
            foreach (var partition in batch.GroupBy(one => one.TopicPartition))
            {
                Store(consumer, partition.MaxBy(one => one.Offset.Value)!);
            }
        }
    }

    /// <summary>What there is, as much as may be taken at once.</summary>
    private List<ConsumeResult<Ignore, byte[]>> Gather(IConsumer<Ignore, byte[]> consumer)
    {
        var batch = new List<ConsumeResult<Ignore, byte[]>>(early);
        early.Clear();
        for (var bytes = 0L; batch.Count < settings.Prefetch && bytes < BatchBytes;)
        {
            try
            {
                if (consumer.Consume(batch.Count is 0 ? Look : TimeSpan.Zero) is not { Message: not null } next)
                {
                    break;
                }

                bytes += next.Message.Value?.Length ?? 0;
                batch.Add(next);
            }
            catch (ConsumeException fault)
            {
                topicError = fault.Error.Reason;
                presence.Missing(topicError);
                break;
            }
        }

        return batch;
    }

    /// <summary>A member that does not ask for long is taken for dead: it asks, for nothing.</summary>
    private void KeepInGroup(IConsumer<Ignore, byte[]> consumer, Task taking)
    {
        var paused = consumer.Assignment;
        consumer.Pause(paused);
        do
        {
            // Partitions that came meanwhile are not paused.
            if (early.Count < settings.Prefetch && consumer.Consume(TimeSpan.Zero) is { Message: not null } next)
            {
                early.Add(next);
            }
        }
        while (Task.WaitAny([taking], Look) < 0);
        consumer.Resume(paused.Intersect(consumer.Assignment));
    }

    private static void Store(IConsumer<Ignore, byte[]> consumer, ConsumeResult<Ignore, byte[]> taken)
    {
        try
        {
            consumer.StoreOffset(taken);
        }
        catch (KafkaException)
        {
            // The partition is another member's now, to which what was taken here comes again.
        }
    }

    private BrokerMessage Message(ConsumeResult<Ignore, byte[]> one)
    {
        var headers = (one.Message.Headers ?? []).Select(header => (Name: header.Key, Value: Encoding.UTF8.GetString(header.GetValueBytes() ?? []))).ToList();
        var contentType = headers.Find(header => header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
            || header.Name.Equals("ce_datacontenttype", StringComparison.OrdinalIgnoreCase)).Value;
        return BrokerMessage.Of(
            settings, contentType, headers, one.Message.Value ?? [], ("kafka-topic", one.Topic), ("kafka-partition", $"{one.Partition.Value}"), ("kafka-offset", $"{one.Offset.Value}"));
    }

    /// <summary>What librdkafka says of itself: which brokers answer, and how much waits.</summary>
    private void See(IConsumer<Ignore, byte[]> consumer, string json)
    {
        using var statistics = JsonDocument.Parse(json);
        var isThere = statistics.RootElement.GetProperty("brokers").EnumerateObject()
            .Any(broker => broker.Value.GetProperty("state").GetString() is "UP" && broker.Value.GetProperty("nodeid").GetInt32() >= 0);
        var waits = statistics.RootElement.GetProperty("topics").EnumerateObject().SelectMany(topic => topic.Value.GetProperty("partitions").EnumerateObject())
            .Select(partition => partition.Value.GetProperty("consumer_lag").GetInt64()).Where(lag => lag >= 0).ToList();
        count.Lags(waits.Count > 0 ? waits.Sum() : null);
        if (topicError is not null && consumer.Assignment.Count > 0)
        {
            topicError = null;
        }

        if (isThere && topicError is null)
        {
            presence.Back();
        }
        else
        {
            presence.Missing(topicError ?? lastError ?? "no broker answers.");
        }
    }
}
