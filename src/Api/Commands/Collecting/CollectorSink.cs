using System.Text.Json.Nodes;

namespace CdViz.Api.Commands.Collecting;

/// <summary>A sink of a configuration of cdviz-collector.</summary>
internal sealed class CollectorSink(string name, JsonObject sink, CollectorConfig report)
{
    private readonly string place = $"sinks.{name}";

    /// <summary>The same as a subscription of ours; null where it needs none or could not be taken.</summary>
    public JsonObject? Read()
    {
        switch (sink["type"]?.ToString())
        {
            case "db":
                report.Notes.Add($"{place}: this server is the database of events; ConnectionStrings:EventStore says where it keeps them, './cdviz import --from' takes over what is there.");
                return null;
            case "sse":
                report.Notes.Add($"{place}: /events/live is a stream of server-sent events of all that is in the log.");
                return null;
            case "debug":
                report.Notes.Add($"{place}: './cdviz events --follow' shows what comes.");
                return null;
            case var type:
                report.NotTaken.Add($"{place}: sinks of the type '{type}' are not taken over; events go elsewhere by subscriptions.");
                return null;
        }
    }
}
