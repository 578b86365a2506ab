namespace CdViz.Adapters.Log;

/// <summary>What is to be done with each event of a batch.</summary>
/// <param name="head">The last position of the log.</param>
/// <param name="at">When the batch is recorded, UTC.</param>
internal sealed class BatchPlan(long head, DateTime at)
{
    private readonly Dictionary<Guid, InLog> known = [];
    private readonly Dictionary<Guid, IAppendedEvent> first = [];
    private readonly List<IAppendedEvent> fresh = [];
    private AppendItem[] items = [];

    /// <summary>The last position of the log before the batch.</summary>
    public long Head => head;

    /// <summary>What its events are appended with.</summary>
    public AppendedBatch Batch { get; } = new();

    /// <summary>
    /// The events to append, in parts. Marten appends those of a stream together; so a part ends where a stream comes again after others, and the positions are in the
    /// order of the batch.
    /// </summary>
    public IEnumerable<ArraySegment<IAppendedEvent>> FreshInOrder()
    {
        var all = fresh.ToArray();
        var streams = new HashSet<string>(StringComparer.Ordinal);
        var from = 0;
        for (var i = 0; i < all.Length; i++)
        {
            var stream = all[i].StreamKey!;
            if (!streams.Add(stream) && all[i - 1].StreamKey != stream)
            {
                yield return all[from..i];
                from = i;
                streams.Clear();
                streams.Add(stream);
            }
        }

        if (from < all.Length)
        {
            yield return all[from..];
        }
    }

    /// <summary>Notes that the log has an event already.</summary>
    public void Found(Guid id, InLog e) => known.Add(id, e);

    /// <summary>Adds the events of the batch: of those with one id the first counts, unless the log has it.</summary>
    public void Add(ReadOnlySpan<AppendItem> batch)
    {
        items = batch.ToArray();
        foreach (var item in items)
        {
            var id = item.Event.Id;
            if (!known.ContainsKey(id) && !first.ContainsKey(id))
            {
                var e = AppendedEvents.Of(item, Batch, at);
                first.Add(id, e);
                fresh.Add(e);
            }
        }
    }

    /// <summary>What became of each event of the batch, in order, once the fresh ones are appended.</summary>
    public AppendOutcome[] Outcomes()
    {
        var outcomes = new AppendOutcome[items.Length];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var e = items[i].Event;
            outcomes[i] = known.TryGetValue(e.Id, out var there) ? Same(e.Digest, there)
                : first[e.Id] is var appended && ReferenceEquals(appended.Item, items[i])
                    ? new AppendOutcome.Appended(appended.Position, appended.Version, at)
                    : Same(e.Digest, new InLog(appended.Position, appended.Version, at, appended.Item.Event.Digest));
        }

        return outcomes;
    }

    private static AppendOutcome Same(string digest, InLog there) => digest == there.Digest
        ? new AppendOutcome.Duplicate(there.Position, there.Version, there.RecordedAt)
        : new AppendOutcome.Conflict(there.Position);

    /// <summary>An event that is in the log.</summary>
    internal readonly record struct InLog(long Position, long Version, DateTime RecordedAt, string Digest);
}
