using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Npgsql;

namespace CdViz.Adapters.Inbox;

/// <summary>Takes what waits in the inbox into the log, in order, a page at a time.</summary>
/// <param name="store">The inbox.</param>
/// <param name="recorder">Records them.</param>
/// <param name="translation">Says what is made of them.</param>
/// <param name="earlier">Says what was there before.</param>
/// <param name="raw">Keeps CloudEvents as they came.</param>
public sealed class InboxDrain(InboxStore store, Recorder recorder, InboxTranslation translation, EarlierEvents earlier, CloudEventRaw raw)
{
    /// <summary>Entries taken together.</summary>
    public int PageEntries { get; init; } = 1000;

    /// <summary>Bytes taken together.</summary>
    public long PageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>After how long no further entry of a page is translated: what was, is recorded first.</summary>
    public TimeSpan PageTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Entries of a lane that is slow translated side by side.</summary>
    public int SlowAtOnce { get; init; } = 8;

    /// <summary>How often what may pass is tried, after growing pauses, before it counts as failed.</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>What became of entries, told when it is written down.</summary>
    public Action<InboxEntry, Processed>? Told { get; init; }

    /// <summary>The lanes: entries of different lanes don't wait for each other.</summary>
    public IReadOnlyList<InboxLane> Lanes { get; } =
        [new(translation.SlowSources, Others: true), .. translation.SlowSources.Select(source => new InboxLane([source], Others: false))];

    /// <summary>Takes the next page of all entries that wait.</summary>
    public Task<(int Taken, int Left)> PageAsync(CancellationToken ct) => PageAsync(new InboxLane([], Others: true), ct);

    /// <summary>
    /// Takes the next page of a lane. To be killed in the middle does no harm: what is in the log already is found there the next time.
    /// </summary>
    /// <returns>What of it was taken and what has to wait, because the log does not take it now.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task<(int Taken, int Left)> PageAsync(InboxLane lane, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var entries = await store.WaitingAsync(lane, PageEntries, PageBytes, ct).ConfigureAwait(false);
        return entries.Count == 0 ? (0, 0) : await TakeAsync(entries, lane.Others ? 1 : SlowAtOnce, ct).ConfigureAwait(false);
    }

    /// <summary>Takes entries together; where one of them is such that it cannot be taken, each by itself, so that the others don't wait for it for ever.</summary>
    private async Task<(int Taken, int Left)> TakeAsync(IReadOnlyList<InboxEntry> entries, int atOnce, CancellationToken ct)
    {
        try
        {
            return await TakeTogetherAsync(entries, atOnce, ct).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsOfAnEntry(fault))
        {
            if (entries is [var only])
            {
                var failed = new Processed(only.Number, InboxState.Failed, []) { Remark = "There is something in it that cannot be read, or that the database cannot store." };
                await store.RecordAsync([failed], CancellationToken.None).ConfigureAwait(false);
                Told?.Invoke(only, failed);
                return (1, 0);
            }
        }

        var (taken, left) = (0, 0);
        foreach (var entry in entries)
        {
            var (more, waiting) = await TakeAsync([entry], 1, ct).ConfigureAwait(false);
            (taken, left) = (taken + more, left + waiting);
        }

        return (taken, left);
    }

    private static bool IsOfAnEntry(Exception fault) => fault is PostgresException refused ? DatabaseFault.IsOfTheValue(refused)
        : fault is JsonException or FormatException or ArgumentException or InvalidOperationException and not ObjectDisposedException;

    private async Task<(int Taken, int Left)> TakeTogetherAsync(IReadOnlyList<InboxEntry> entries, int atOnce, CancellationToken ct)
    {
        var translated = await TranslateAsync(entries, atOnce, ct).ConfigureAwait(false);
        await raw.KeepAsync([.. translated.Where(one => one.Made is { CloudEvents.Count: > 0 }).Select(one => (one.Entry, one.Made!.CloudEvents))], ct).ConfigureAwait(false);
        var settled = await earlier.SettleAsync([.. translated.SelectMany(one => one.Made?.Statements ?? [])], ct).ConfigureAwait(false);
        var (arrivals, parts) = Arrivals(translated, settled);
        var recorded = arrivals.Count is 0 ? [] : await recorder.ManyAsync(arrivals, TimeSpan.Zero, ct).ConfigureAwait(false);
        var processed = new List<(InboxEntry Entry, Processed Result)>();
        foreach (var (nth, (entry, made)) in translated.Index())
        {
            var (first, count) = parts[nth];
            var results = recorded.AsSpan(first, count).ToArray();
            if (!Array.Exists(results, one => one is Recorded.NotTaken))
            {
                processed.Add((entry, Judge(entry, made, [.. results.Select(Taken.Of)])));
            }
        }

        if (processed.Count > 0)
        {
            // It is done; that is to be known, whoever stops meanwhile.
            await store.RecordAsync([.. processed.Select(one => one.Result)], CancellationToken.None).ConfigureAwait(false);
            processed.ForEach(one => Told?.Invoke(one.Entry, one.Result));
        }

        return (processed.Count, translated.Count - processed.Count);
    }

    /// <summary>Translates as many as there is time for, the first ones.</summary>
    private async Task<List<(InboxEntry Entry, InboxTranslated? Made)>> TranslateAsync(IReadOnlyList<InboxEntry> entries, int atOnce, CancellationToken ct)
    {
        var all = new List<(InboxEntry, InboxTranslated?)>(entries.Count);
        var began = Stopwatch.GetTimestamp();
        foreach (var some in entries.Chunk(atOnce))
        {
            if (all.Count > 0 && Stopwatch.GetElapsedTime(began) >= PageTime)
            {
                break;
            }

            if (some is [var only])
            {
                all.Add((only, InboxTranslation.IsPlain(only) ? null : await translation.TranslateAsync(only, ct).ConfigureAwait(false)));
                continue;
            }

            var made = new ConcurrentDictionary<long, InboxTranslated>();
            await Parallel.ForEachAsync(some, ct, async (entry, ct) => made[entry.Number] = await translation.TranslateAsync(entry, ct).ConfigureAwait(false)).ConfigureAwait(false);
            all.AddRange(some.Select(entry => (entry, (InboxTranslated?)made[entry.Number])));
        }

        return all;
    }

    /// <summary>The events of all entries, and which are whose.</summary>
    private (List<Arrival> All, List<(int First, int Count)> Parts) Arrivals(
        List<(InboxEntry Entry, InboxTranslated? Made)> translated, IReadOnlyList<ReadOnlyMemory<byte>?> settled)
    {
        var (all, parts, next) = (new List<Arrival>(), new List<(int, int)>(translated.Count), 0);
        foreach (var (entry, made) in translated)
        {
            var first = all.Count;
            if (made is null)
            {
                all.Add(recorder.Look(entry.Delivery, entry.Body));
            }
            else
            {
                var how = new Delivery(entry.Delivery.Door, entry.Source ?? entry.Delivery.Sender, "application/json") { Trace = entry.Delivery.Trace };
                foreach (var json in settled.Skip(next).Take(made.Statements.Count).OfType<ReadOnlyMemory<byte>>())
                {
                    all.Add(recorder.Look(how, json));
                }

                next += made.Statements.Count;
            }

            parts.Add((first, all.Count - first));
        }

        return (all, parts);
    }

    private Processed Judge(InboxEntry entry, InboxTranslated? made, IReadOnlyList<Taken> results)
    {
        var isInLog = results.All(one => one.Outcome is "appended" or "duplicate");
        if (made is null)
        {
            return new(entry.Number, isInLog ? InboxState.Done : InboxState.Quarantined, results);
        }

        // Driven again it has all its attempts again.
        var attempt = entry.Attempts % Attempts;
        var again = made is { HasFailed: true, MayPass: true } && attempt + 1 < Attempts ? TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt), 300)) : (TimeSpan?)null;
        var remark = made.Remarks.Count > 0 ? string.Join(' ', made.Remarks)
            : made.Statements.Count > 0 && results.Count is 0 ? "Nothing has changed by it." : null;
        return new(
            entry.Number,
            again is not null ? InboxState.Waiting : made.HasFailed ? InboxState.Failed : isInLog ? InboxState.Done : InboxState.Quarantined,
            results)
        {
            Translators = made.Translators,
            Remark = remark is { Length: > 2000 } ? remark[..2000] : remark,
            Again = again,
        };
    }
}
