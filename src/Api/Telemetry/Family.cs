using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace CdViz.Api.Telemetry;

/// <summary>One instrument and its series.</summary>
internal sealed class Family(Instrument instrument)
{
    private static readonly double[] DefaultBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    private readonly Lock gate = new();
    private readonly string kind = instrument switch
    {
        Histogram<int> or Histogram<long> or Histogram<double> => "histogram",
        Counter<int> or Counter<long> or Counter<double> or ObservableCounter<int> or ObservableCounter<long> or ObservableCounter<double> => "counter",
        _ => "gauge",
    };

    private volatile Series[] all = [];

    /// <summary>Takes a measurement.</summary>
    public void Record(double measured, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Of(tags).Record(measured, keep: instrument is { IsObservable: true } or Gauge<int> or Gauge<long> or Gauge<double>);

    /// <summary>Forgets what was observed: what the instrument does not report now is not there any more.</summary>
    public void ForgetObserved()
    {
        if (instrument.IsObservable)
        {
            all = [];
        }
    }

    /// <summary>Writes all series as Prometheus text.</summary>
    public void Write(StringBuilder text)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = $"{instrument.Name.Replace('.', '_')}{unit}{(kind is "counter" ? "_total" : "")}";
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {kind}\n");
        foreach (var series in all)
        {
            series.Write(text, name);
        }
    }

    private Series Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags) ?? Add(tags);

    private Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in all)
        {
            if (series.Is(tags))
            {
                return series;
            }
        }

        return null;
    }

    private Series Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (gate)
        {
            if (Find(tags) is { } added)
            {
                return added;
            }

            var series = new Series(tags.ToArray(), kind is "histogram" ? Bounds() : null);
            all = [.. all, series];
            return series;
        }
    }

    private double[] Bounds() => instrument switch
    {
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        _ => DefaultBounds,
    };
}
