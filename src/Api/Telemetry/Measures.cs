using System.Diagnostics.Metrics;

namespace CdViz.Api.Telemetry;

/// <summary>What the doors and the log measure.</summary>
public sealed class Measures : IDisposable
{
    private const string Appended = "appended";
    private const string Duplicate = "duplicate";
    private const string Quarantined = "quarantined";
    private const string Conflict = "conflict";
    private const string Rejected = "rejected";
    private const string Unavailable = "unavailable";

    private static readonly Measurement<int> Build = new(
        1, KeyValuePair.Create("version", (object?)Product.Version), KeyValuePair.Create("dotnet", (object?)Environment.Version.ToString()), KeyValuePair.Create("cdevents", (object?)EventTypes.NewestSpec));

    private readonly Meter meter = new("CdViz.Api");
    private readonly Counter<long> events;
    private readonly Histogram<int> chunks;

    /// <summary>Publishes the instruments.</summary>
    public Measures(Appender appender)
    {
        events = meter.CreateCounter<long>("cdviz.events", description: "Events that came in, by what became of them.");
        chunks = meter.CreateHistogram(
            "cdviz.chunk.events",
            description: "Events of a long body that were appended together.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 10, 100, 1000, 10_000] });
        meter.CreateObservableGauge("cdviz.append.waiting", () => appender.Waiting, description: "Events that wait to be appended.");
        meter.CreateObservableGauge("cdviz.build.info", () => Build, description: "1, with the version of the program, of .NET, and the newest release of CDEvents it knows.");
        foreach (var outcome in (string[])[Appended, Duplicate, Quarantined, Conflict, Rejected, Unavailable])
        {
            Count(outcome, 0);
        }
    }

    /// <summary>Counts an event.</summary>
    public void Count(Recorded recorded) => Count(
        recorded switch
        {
            Recorded.Appended => Appended,
            Recorded.Duplicate => Duplicate,
            Recorded.NotUnderstood => Quarantined,
            Recorded.Conflict => Conflict,
            Recorded.NotTaken => Unavailable,
            _ => Rejected,
        },
        1);

    /// <summary>Counts a chunk of a long body.</summary>
    public void CountChunk(Recorded[] chunk)
    {
        chunks.Record(chunk.Length);
        var appended = 0;
        foreach (var recorded in chunk)
        {
            if (recorded is Recorded.Appended)
            {
                appended++;
            }
            else
            {
                Count(recorded);
            }
        }

        Count(Appended, appended);
    }

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private void Count(string outcome, long count) => events.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
}
