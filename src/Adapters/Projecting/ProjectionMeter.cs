using System.Diagnostics.Metrics;

namespace CdViz.Adapters.Projecting;

/// <summary>What the daemon measures: instruments of the meter <c>CdViz.Projections.Daemon</c>, each with the projection's name as a tag.</summary>
internal static class ProjectionMeter
{
    private static readonly Meter Meter = new("CdViz.Projections.Daemon");

    private static readonly Counter<long> Events = Meter.CreateCounter<long>("cdviz.projection.events", description: "Events a projection has applied; for statements, and for long stretches in disorder, positions.");

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("cdviz.projection.rows", description: "Rows a projection has written.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "cdviz.projection.failures", description: "Failures of a projection, by cause: event stops it until somebody sees to it, database is tried again.");

    private static readonly Histogram<double> Pages = Meter.CreateHistogram(
        "cdviz.projection.page", "s", "Time it took to apply a page of events.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
        });

    /// <summary>A page was applied and committed.</summary>
    public static void Applied(string projection, int events, int rows, TimeSpan took)
    {
        var name = new KeyValuePair<string, object?>("projection", projection);
        Events.Add(events, name);
        Rows.Add(rows, name);
        Pages.Record(took.TotalSeconds, name);
    }

    /// <summary>It failed.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="cause"><c>event</c> or <c>database</c>.</param>
    public static void Failed(string projection, string cause) => Failures.Add(
        1, new KeyValuePair<string, object?>("projection", projection), new KeyValuePair<string, object?>("cause", cause));
}
