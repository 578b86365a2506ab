using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CdViz.Api.Telemetry;

/// <summary>What comes from each source, and what becomes of it; of this node, since it started.</summary>
public sealed class SourceMeasures : IDisposable
{
    private readonly Meter meter = new("CdViz.Sources");
    private readonly Counter<long> taken;
    private readonly Counter<long> refused;
    private readonly Counter<long> processed;
    private readonly Counter<long> events;
    private readonly ConcurrentDictionary<string, SourceCount> counts = new(StringComparer.Ordinal);

    /// <summary>Publishes the instruments.</summary>
    public SourceMeasures()
    {
        taken = meter.CreateCounter<long>("cdviz.source.taken", description: "What came in, by source.");
        refused = meter.CreateCounter<long>("cdviz.source.refused", description: "Senders that were not let in, by source.");
        processed = meter.CreateCounter<long>("cdviz.source.processed", description: "Entries of the inbox that were taken, by source and what became of them.");
        events = meter.CreateCounter<long>("cdviz.source.events", description: "Events made of entries of the inbox, by source, translator and outcome.");
        meter.CreateObservableGauge("cdviz.source.lag", () => Observed(count => count.Lag), description: "Messages that wait with the broker of a source, where it says so.");
        meter.CreateObservableGauge("cdviz.source.connected", () => Observed(count => count.IsAway is { } isAway ? isAway() ? 0 : 1 : null),
            description: "1 where something comes from a source that is listened to or asked, 0 where nothing does.");
    }

    /// <summary>Something is in the inbox.</summary>
    public void Taken(string door, string? source)
    {
        taken.Add(1, Tag(source ?? door));
        Of(source ?? door).Taken();
    }

    /// <summary>Something was recorded as it came, without the inbox.</summary>
    public void Recorded(Delivery how, Recorded recorded)
    {
        ArgumentNullException.ThrowIfNull(how);
        ArgumentNullException.ThrowIfNull(recorded);
        var source = how.Sender ?? how.Door;
        taken.Add(1, Tag(source));
        events.Add(1, Tag(source), new("translator", "none"), new("outcome", recorded.Word));
        Of(source).Recorded(recorded);
    }

    /// <summary>A sender was not let in.</summary>
    public void Refused(string source)
    {
        refused.Add(1, Tag(source));
        Of(source).Refused();
    }

    /// <summary>An entry was taken from the inbox.</summary>
    public void Processed(InboxEntry entry, Processed result)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(result);
        var source = entry.Source ?? entry.Delivery.Door;
        processed.Add(1, Tag(source), new("state", result.State));
        var translator = result.Translators is [var only] ? only : result.Translators is { Count: > 1 } many ? string.Join('+', many) : "none";
        foreach (var outcome in result.Results.GroupBy(one => one.Outcome))
        {
            events.Add(outcome.Count(), Tag(source), new("translator", translator), new("outcome", outcome.Key));
        }

        Of(source).Processed(result);
    }

    /// <summary>What came from a source.</summary>
    public SourceCount Of(string source) => counts.GetOrAdd(source, static _ => new());

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Observed(Func<SourceCount, long?> measure) =>
        counts.Select(pair => (pair.Key, Value: measure(pair.Value))).Where(one => one.Value is not null).Select(one => new Measurement<long>(one.Value!.Value, Tag(one.Key)));

    private static KeyValuePair<string, object?> Tag(string source) => new("source", source);
}

/// <summary>What came from one source.</summary>
public sealed class SourceCount
{
    private long taken;
    private long refused;
    private long translated;
    private long meaningless;
    private long failed;
    private long made;
    private long lag = -1;
    private string? lastError;

    /// <summary>Put into the inbox.</summary>
    public long TakenCount => Volatile.Read(ref taken);

    /// <summary>Not let in.</summary>
    public long RefusedCount => Volatile.Read(ref refused);

    /// <summary>Entries that events were made of.</summary>
    public long TranslatedCount => Volatile.Read(ref translated);

    /// <summary>Entries that mean nothing.</summary>
    public long MeaninglessCount => Volatile.Read(ref meaningless);

    /// <summary>Entries that could not be translated.</summary>
    public long FailedCount => Volatile.Read(ref failed);

    /// <summary>Events made of them.</summary>
    public long EventCount => Volatile.Read(ref made);

    /// <summary>What went wrong last, or null.</summary>
    public string? LastError => Volatile.Read(ref lastError);

    /// <summary>Messages that wait with its broker; null where that is not known.</summary>
    public long? Lag => Volatile.Read(ref lag) is >= 0 and var known ? known : null;

    /// <summary>Whether nothing comes from it now; null where nobody asks for it or listens.</summary>
    internal Func<bool>? IsAway { get; set; }

    internal void Lags(long? messages) => Volatile.Write(ref lag, messages ?? -1);

    internal void Wrong(string why)
    {
        Interlocked.Increment(ref failed);
        Volatile.Write(ref lastError, why);
    }

    internal void Recorded(Recorded recorded)
    {
        Taken();
        if (recorded is Recorded.InLog)
        {
            Interlocked.Increment(ref made);
        }
        else
        {
            Wrong(recorded.Message);
        }
    }

    internal void Taken() => Interlocked.Increment(ref taken);

    internal void Refused() => Interlocked.Increment(ref refused);

    internal void Processed(Processed result)
    {
        Interlocked.Add(ref made, result.Results.Count);
        if (result.State is InboxState.Failed or InboxState.Waiting)
        {
            Interlocked.Increment(ref failed);
            Volatile.Write(ref lastError, result.Remark);
        }
        else if (result.Results.Count > 0)
        {
            Interlocked.Increment(ref translated);
            if (result.State is InboxState.Quarantined && result.Results.FirstOrDefault(one => one.Outcome is not ("appended" or "duplicate")) is { } wrong)
            {
                Volatile.Write(ref lastError, wrong.Message);
            }
        }
        else
        {
            Interlocked.Increment(ref meaningless);
        }
    }
}
