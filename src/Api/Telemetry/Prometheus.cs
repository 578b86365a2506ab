using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace CdViz.Api.Telemetry;

/// <summary>Keeps what our instruments measure, the runtime's, and the web server's of requests by route and status, and writes it in Prometheus' text format 0.0.4.</summary>
public sealed class Prometheus : IDisposable
{
    /// <summary>The media type of the text.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<Instrument, Family> families = new();
    private readonly Lock gate = new();
    private readonly MeterListener listener = new();

    /// <summary>Begins to listen.</summary>
    public Prometheus()
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name is ['C', 'd', 'V', 'i', 'z', ..] or "System.Runtime" or "Microsoft.AspNetCore.Hosting")
            {
                to.EnableMeasurementEvents(instrument, families.GetOrAdd(instrument, added => new Family(added)));
            }
        };
        listener.SetMeasurementEventCallback<int>(static (_, measured, tags, family) => ((Family)family!).Record(measured, tags));
        listener.SetMeasurementEventCallback<long>(static (_, measured, tags, family) => ((Family)family!).Record(measured, tags));
        listener.SetMeasurementEventCallback<double>(static (_, measured, tags, family) => ((Family)family!).Record(measured, tags));
        listener.Start();
    }

    /// <summary>Everything measured until now.</summary>
    public string Text()
    {
        lock (gate)
        {
            return WriteAll();
        }
    }

    private string WriteAll()
    {
        foreach (var family in families.Values)
        {
            family.ForgetObserved();
        }

        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (_, family) in families.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();
}
