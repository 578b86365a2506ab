namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>All kinds of sinks.</summary>
internal static class SinkCatalogue
{
    /// <summary>Makes the sink of a subscription; nothing is connected yet.</summary>
    public static ISink Create(SubscriptionDefinition subscription, TimeProvider time)
    {
        var (sink, name) = (subscription.Sink, subscription.Name);
        return sink.Type switch
        {
            SinkType.Http => new HttpSink(sink, name, time),
            SinkType.Stdout => new StdoutSink(sink),
            SinkType.Folder => new FolderSink(sink, name),
            SinkType.CdViz => new CdVizSink(sink, name, time),
            SinkType.ClickHouse => new ClickHouseSink(sink, name, time),
            SinkType.Otlp => new OtlpSink(sink, name, time),
            SinkType.RabbitMq => new RabbitMqSink(sink, name),
            SinkType.Nats => new NatsSink(sink, name),
            SinkType.Kafka => new KafkaSink(sink, name),
            SinkType.S3 => new S3Sink(sink, name),
            var other => throw new NotSupportedException($"{other}"),
        };
    }
}
