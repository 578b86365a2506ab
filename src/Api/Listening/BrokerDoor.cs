namespace CdViz.Api.Listening;

/// <summary>
/// Takes what sources bring until each is in the log, in the inbox or in the quarantine: while the database is away or too much waits, it stays unacknowledged with its broker
/// and is tried again, after growing pauses. CDEvents are recorded; anything else goes to the inbox where its source names translators, and to the quarantine where it names
/// none. What can't be understood does not come back, so that it blocks nobody.
/// </summary>
public sealed class BrokerDoor : IDisposable
{
    /// <summary>It is in the inbox, and is translated from there.</summary>
    public const string InInbox = "inbox";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private readonly Recorder recorder;
    private readonly InboxWriter inbox;
    private readonly Dictionary<string, SourceSettings> translated;
    private readonly int inboxBytes;
    private readonly Measures measures;
    private readonly SourceMeasures sources;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CancellationTokenSource closed = new();
    private int waiting;

    internal BrokerDoor(
        Recorder recorder, InboxWriter inbox, Settings settings, Measures measures, SourceMeasures sources, TimeProvider time, ILogger<BrokerDoor> log)
    {
        (this.recorder, this.inbox, this.measures, this.sources, this.time, this.log) = (recorder, inbox, measures, sources, time, log);
        translated = settings.Sources.Where(source => source.TranslatorNames.Count > 0).DistinctBy(source => source.Name).ToDictionary(source => source.Name);
        inboxBytes = settings.Limits.EventBytes * 2;
    }

    /// <summary>What waits to be tried again.</summary>
    internal int Waiting => Volatile.Read(ref waiting);

    /// <inheritdoc/>
    public void Dispose() => closed.Dispose();

    /// <summary>Takes one.</summary>
    /// <returns>What became of it: a word of <see cref="Recorded"/>, or <see cref="InInbox"/>.</returns>
    /// <exception cref="OperationCanceledException">The door was closed: it was not taken, as far as is known.</exception>
    internal async Task<string> TakeAsync(BrokerMessage message)
    {
        GrowingPause? pause = null;
        while (true)
        {
            var (word, why) = await TryAsync(message);
            if (word is not null)
            {
                return word;
            }

            if (Interlocked.Increment(ref waiting) == 1)
            {
                log.LogWarning("What the sources bring can't be recorded now; it is tried again until it can: {Reason}", why);
            }

            try
            {
                await Task.Delay((pause ??= new(FirstPause, MaxPause)).Next(), time, closed.Token);
            }
            finally
            {
                Interlocked.Decrement(ref waiting);
            }
        }
    }

    /// <summary>Lets all that wait go; call it when their broker can't take an answer any more.</summary>
    internal Task CloseAsync() => closed.CancelAsync();

    /// <returns>What became of it, or why it could not be taken.</returns>
    private async Task<(string? Word, string? Why)> TryAsync(BrokerMessage message)
    {
        var how = message.Delivery;
        try
        {
            var arrival = message.Refusal is { } refusal
                ? new Arrival(how, message.Body, new Admission.Invalid([new Violation("", "source.rules", refusal)], null, null))
                : recorder.Look(how, message.Body);
            if (arrival.Admission is not Admission.Admitted && message.Refusal is null && how.Sender is { } name && translated.ContainsKey(name)
                && !message.Body.IsEmpty && message.Body.Length <= inboxBytes)
            {
                var kept = await inbox.KeepAsync(new InboxPost(how, name, message.Body), closed.Token);
                if (kept is Kept.NotTaken waits)
                {
                    return (null, waits.Why);
                }

                sources.Taken(how.Door, name);
                return (InInbox, null);
            }

            var recorded = await recorder.OneAsync(arrival, closed.Token);
            if (recorded is Recorded.NotTaken notTaken)
            {
                return (null, notTaken.Why);
            }

            measures.Count(recorded);
            sources.Recorded(how, recorded);
            return (recorded.Word, null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "A message of {Source} could not be recorded", how.Sender);
            return (null, fault.Message);
        }
    }
}
