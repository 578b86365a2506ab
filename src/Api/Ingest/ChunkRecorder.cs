using CdViz.Adapters;
using CdViz.Domain;

namespace CdViz.Api;

/// <summary>Records one chunk of a long body.</summary>
public sealed class ChunkRecorder(Appender appender, QuarantineStore quarantine, Recorder recorder, Measures measures, Settings settings, TimeProvider time)
{
    // Long enough for a restart of the database in the middle of a long body.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Records it, and adds up what became of it.</summary>
    /// <returns>Why not all of it was taken, or null.</returns>
    public async Task<Recorded.NotTaken?> RecordAsync(Chunk chunk, Tally tally, Sending sending, CancellationToken ct)
    {
        var outcomes = chunk.Admitted.Count > 0 ? await AppendAsync(chunk.Admitted, tally.HasTaken, sending, ct) : [];
        var (asked, appended) = (0, 0);
        var others = new List<(long Index, Verdict Verdict)>();
        foreach (var arrival in chunk.Arrivals)
        {
            var outcome = arrival.Admission is Admission.Admitted ? outcomes[asked++] : null;
            if (outcome is AppendOutcome.Appended(var position, _, _) && arrival.Admission is Admission.Admitted(var e))
            {
                tally.Appended(arrival.Index, e, position);
                appended++;
            }
            else
            {
                others.Add((arrival.Index, recorder.Judge(arrival, outcome, sending)));
            }
        }

        if (chunk.Count > 0)
        {
            measures.CountChunk(chunk.Count, appended);
        }

        return await KeepAsync(others, tally, ct);
    }

    /// <summary>Keeps what is to be kept, all at once, and adds up what became of the events that were not appended.</summary>
    private async Task<Recorded.NotTaken?> KeepAsync(List<(long Index, Verdict Verdict)> events, Tally tally, CancellationToken ct)
    {
        var keep = events.Select(one => one.Verdict.Keep).OfType<QuarantinedEvent>().ToList();
        var numbers = await TryKeepAsync(keep, tally.HasTaken, ct);
        Recorded.NotTaken? stopped = null;
        var kept = 0;
        foreach (var (index, verdict) in events)
        {
            var recorded = verdict.Keep is null ? verdict.Recorded
                : numbers is null ? new Recorded.NotTaken(settings.Append.RetryAfter, "The database does not answer.") : verdict.Kept(numbers[kept++]);
            measures.Count(recorded);
            if (recorded is Recorded.NotTaken notTaken)
            {
                stopped ??= notTaken;
            }
            else
            {
                tally.Add(index, recorded);
            }
        }

        return stopped;
    }

    /// <returns>The numbers; null when the database did not take them.</returns>
    private async Task<IReadOnlyList<long>?> TryKeepAsync(List<QuarantinedEvent> events, bool hasTaken, CancellationToken ct)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return await quarantine.KeepAsync(events, ct);
            }
            catch (Exception fault) when (DatabaseAway.Is(fault))
            {
                if (!hasTaken || time.GetElapsedTime(started) >= Patience)
                {
                    return null;
                }
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    /// <summary>
    /// Appends; once something of the body has been taken, waits for what could not be taken: the sender cannot take back the rest.
    /// </summary>
    private async Task<AppendOutcome[]> AppendAsync(IReadOnlyList<AdmittedEvent> events, bool hasTaken, Sending sending, CancellationToken ct)
    {
        AppendOutcome[] outcomes = [.. await appender.AppendAsync(events, Sending.Door, sending.Sender, ct)];
        var started = time.GetTimestamp();
        while (Missing(outcomes) is { Count: > 0 } missing && (hasTaken || missing.Count < outcomes.Length) && time.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(Pause, time, ct);
            var again = await appender.AppendAsync([.. missing.Select(at => events[at])], Sending.Door, sending.Sender, ct);
            foreach (var (nth, at) in missing.Index())
            {
                outcomes[at] = again[nth];
            }
        }

        return outcomes;
    }

    private static List<int> Missing(AppendOutcome[] outcomes) =>
        [.. outcomes.Index().Where(one => one.Item is AppendOutcome.Overloaded or AppendOutcome.Unavailable).Select(one => one.Index)];
}
