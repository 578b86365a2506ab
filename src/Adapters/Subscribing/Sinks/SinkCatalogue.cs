using Microsoft.Extensions.Logging;

namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>All kinds of sinks.</summary>
internal static class SinkCatalogue
{
    /// <summary>Makes the sink of a subscription; nothing is connected yet.</summary>
    public static ISink Create(SubscriptionDefinition subscription, TimeProvider time, ILoggerFactory loggers)
    {
        var (sink, name) = (subscription.Sink, subscription.Name);
        _ = loggers;
        return sink.Type switch
        {
            SinkType.Http => new HttpSink(sink, name, time),
            SinkType.Stdout => new StdoutSink(sink),
            SinkType.Folder => new FolderSink(sink, name),
            SinkType.CdViz => new CdVizSink(sink, name, time),
            var other => throw new NotSupportedException($"{other}"),
        };
    }
}
