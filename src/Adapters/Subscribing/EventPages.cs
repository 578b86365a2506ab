using Npgsql;

namespace CdViz.Adapters.Subscribing;

/// <summary>Some events in a row.</summary>
/// <param name="Events">The events, by position.</param>
/// <param name="UpTo">No event up to here is missing among them.</param>
internal sealed record EventRun(IReadOnlyList<StoredEvent> Events, long UpTo);

/// <summary>
/// Reads the log for all subscriptions of a node. Those near its end share what is read: each event is read once, and the latest are held in memory. Who is further
/// behind reads by himself, and holds up nobody.
/// </summary>
internal sealed class EventPages(NpgsqlDataSource database, LogSignal signal) : IDisposable
{
    private const int Positions = 1000;
    private const int PositionsBehind = 1500;
    private const int PositionsOfTypes = 20_000;
    private const int PageBytes = 2 * 1024 * 1024;
    private const long BytesHeld = 8 * 1024 * 1024;
    private const int EventsHeld = 4000;

    private const string PageSql = $"""
        select {EventLog.ColumnsWithTrace}
        from events.mt_events e
        where e.seq_id > $1 and e.seq_id <= $2 and ($3::text[] is null or e.type = any($3))
        order by e.seq_id
        """;

    private const string StreamSql = $"""
        select {EventLog.ColumnsWithTrace}
        from events.mt_events e
        where e.stream_id = $1 and e.seq_id >= $2 and e.seq_id <= $3
        order by e.version
        limit 500
        """;

    private readonly EventLog log = new(database);
    private readonly SemaphoreSlim reading = new(1);
    private readonly Lock gate = new();
    private readonly Queue<StoredEvent> held = new();
    private long bytes;
    private long from;
    private long upTo;

    /// <summary>The events after a position, of some types where those are said and many others may be passed over.</summary>
    /// <returns>Nothing new where it ends at the position itself.</returns>
    public async Task<EventRun> AfterAsync(long after, IReadOnlyList<string>? types, CancellationToken ct)
    {
        if (Held(after) is { } known)
        {
            return known;
        }

        var head = signal.Head;
        if (head <= after)
        {
            return new([], after);
        }

        if (head - after > Positions)
        {
            return await ReadAsync(after, Math.Min(head, after + (types is null ? PositionsBehind : PositionsOfTypes)), types, ct).ConfigureAwait(false);
        }

        await reading.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            // Somebody else may have read it meanwhile.
            if (Held(after) is { } read)
            {
                return read;
            }

            var page = await ReadAsync(after, Math.Min(signal.Head, after + Positions), null, ct).ConfigureAwait(false);
            Hold(after, page);
            return page;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Events of a stream from a position on and up to another, some at a time.</summary>
    public async Task<IReadOnlyList<StoredEvent>> OfStreamAsync(string stream, long first, long last, CancellationToken ct) =>
        (await log.ReadAsync(StreamSql, PageBytes, ct, stream, first, last).ConfigureAwait(false)).Events;

    /// <inheritdoc/>
    public void Dispose() => reading.Dispose();

    private async Task<EventRun> ReadAsync(long after, long last, IReadOnlyList<string>? types, CancellationToken ct)
    {
        if (last <= after)
        {
            return new([], after);
        }

        var (events, cut) = await log.ReadAsync(PageSql, PageBytes, ct, after, last, types?.ToArray()).ConfigureAwait(false);
        return new(events, cut ? events[^1].Position : last);
    }

    private EventRun? Held(long after)
    {
        lock (gate)
        {
            return after < from || after >= upTo ? null : new EventRun([.. held.SkipWhile(e => e.Position <= after)], upTo);
        }
    }

    private void Hold(long after, EventRun page)
    {
        lock (gate)
        {
            if (after != upTo)
            {
                held.Clear();
                (from, upTo, bytes) = (after, after, 0);
            }

            foreach (var e in page.Events)
            {
                held.Enqueue(e);
                bytes += e.Data.Length;
            }

            upTo = page.UpTo;
            while (held.Count > 1 && (bytes > BytesHeld || held.Count > EventsHeld))
            {
                var oldest = held.Dequeue();
                (bytes, from) = (bytes - oldest.Data.Length, oldest.Position);
            }
        }
    }
}
