namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>All kinds of sinks.</summary>
internal static class SinkCatalogue
{
    /// <summary>Makes the sink of a subscription; nothing is connected yet.</summary>
    public static ISink Create(SubscriptionDefinition subscription, OutgoingSettings outgoing, TimeProvider time)
    {
        var (sink, name) = (subscription.Sink, subscription.Name);
        var guard = subscription.IsMade ? new OutgoingGuard(outgoing) : null;
        return sink.Type switch
        {
            SinkType.Http => new HttpSink(sink, name, guard, time),
            SinkType.Stdout => new StdoutSink(sink),
            SinkType.Folder => new FolderSink(sink, name),
            SinkType.CdViz => new CdVizSink(sink, name, guard, time),
            SinkType.ClickHouse => new ClickHouseSink(sink, name, guard, time),
            SinkType.Otlp => new OtlpSink(sink, name, guard, time),
            SinkType.GitHub => new GitHubSink(sink, name, guard, time),
            SinkType.RabbitMq => new RabbitMqSink(sink, name, guard),
            SinkType.Nats => new NatsSink(sink, name, guard),
            SinkType.Kafka => new KafkaSink(sink, name, guard),
            SinkType.S3 => new S3Sink(sink, name, guard),
            var other => throw new NotSupportedException($"{other}"),
        };
    }
}
