using Npgsql;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>Applies pages of events to one generation of a fold.</summary>
/// <param name="fold">The projection.</param>
/// <param name="generation">The generation.</param>
/// <param name="consecutive">
/// True when each page follows the one before and all are committed, or this is thrown away: rows just written are then not read again.
/// </param>
internal sealed class FoldPage<TRow>(Fold<TRow> fold, Generation generation, bool consecutive = false) : IPageApplier where TRow : class
{
    private const int RowsRemembered = 20_000;

    // Rows are about as large as the events they come from.
    private const long BytesRemembered = FeedPage.MostBytes;

    // Late keys are folded again a few at a time, so that memory holds a few histories and not all of them.
    private const int LateKeysAtOnce = 200;

    // From a fourth of the keys on, the pages fold the same keys again and again.
    private const int LateShare = 4;

    private readonly FoldTable<TRow> table = new(generation.Schema, fold.Table);
    private readonly Dictionary<string, FoldRow<TRow>> remembered = [];
    private long rememberedBytes;
    private readonly FactTableWriter<TRow>? facts = fold.Facts is { } f ? new(generation.Schema, f) : null;

    /// <inheritdoc/>
    public bool IsDisordered { get; private set; }

    /// <inheritdoc/>
    public bool HasWork(IReadOnlyList<RecordedEvent> events) => events.Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NpgsqlBatchCommand>> PrepareAsync(
        NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, long after, long upTo, CancellationToken ct)
    {
        var byKey = ByKey(events);
        var (corrected, rows) = await CorrectAsync(connection, events, upTo, ct);
        corrected.ForEach(key => byKey.Remove(key));
        if (byKey.Count + corrected.Count == 0)
        {
            return [];
        }

        var stored = await LoadAsync(connection, byKey, ct);
        Dictionary<string, RecordedEvent> late = [];
        foreach (var (key, page) in byKey)
        {
            var folding = new Folding<TRow>(fold);
            if (stored.TryGetValue(key, out var row))
            {
                folding.Resume(row.Row, row.Last);
            }

            page.Sort(static (a, b) => a.Occurrence.CompareTo(b.Occurrence));
            if (folding.IsNext(page[0]))
            {
                FoldAll(folding, page);
                rows.AddRange(FoldRow<TRow>.Of(fold, key, folding));
            }
            else
            {
                late.Add(key, page[0]);
                stored.Remove(key);
            }
        }

        IsDisordered = late.Count * LateShare > byKey.Count;
        List<FoldRow<TRow>> old = [.. stored.Values, .. corrected.Count > 0 ? await table.AllAsync(connection, corrected, ct) : []];
        foreach (var some in late.Chunk(LateKeysAtOnce))
        {
            old.AddRange(await table.AllAsync(connection, [.. some.Select(l => l.Key)], ct));
            rows.AddRange(await FoldAgainAsync(connection, some, upTo, ct));
        }

        corrected.ForEach(key => remembered.Remove(key));
        Remember(rows, events.Sum(e => (long)e.ContentBytes));
        List<string> again = [.. late.Keys, .. corrected];
        return [.. again.Count > 0 ? [table.Clear(again)] : Array.Empty<NpgsqlBatchCommand>(), table.Write(rows), .. facts?.Change(old, rows) ?? []];
    }

    /// <inheritdoc/>
    public async Task<int> ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, long after, long upTo, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in await PrepareAsync(connection, events, after, upTo, ct))
        {
            batch.BatchCommands.Add(command);
        }

        try
        {
            return batch.BatchCommands.Count > 0 ? await batch.ExecuteNonQueryAsync(ct) : 0;
        }
        catch (PostgresException e) when (DatabaseFault.IsOfTheRow(e))
        {
            // A row that the table does not take, whatever the time of day: the projection is wrong, not the database.
            throw new ProjectionFailedException(fold.Name, events[0], e);
        }
    }

    /// <inheritdoc/>
    public Task<int> ApplyStretchAsync(NpgsqlConnection reading, NpgsqlConnection writing, long after, long upTo, CancellationToken ct)
    {
        IsDisordered = false;
        Forget();
        return new FoldStretch<TRow>(fold, generation).ApplyAsync(reading, writing, after, upTo, ct);
    }

    /// <inheritdoc/>
    public void Forget()
    {
        remembered.Clear();
        rememberedBytes = 0;
    }

    private async Task<Dictionary<string, FoldRow<TRow>>> LoadAsync(
        NpgsqlConnection connection, Dictionary<string, List<RecordedEvent>> byKey, CancellationToken ct)
    {
        var stored = new Dictionary<string, FoldRow<TRow>>(byKey.Count);
        List<string> unknown = new(byKey.Count);
        foreach (var key in byKey.Keys)
        {
            if (remembered.TryGetValue(key, out var row))
            {
                stored.Add(key, row);
            }
            else
            {
                unknown.Add(key);
            }
        }

        foreach (var row in unknown.Count > 0 ? await table.LoadAsync(connection, unknown, ct) : [])
        {
            stored.Add(row.Key, row);
        }

        return stored;
    }

    private void Remember(List<FoldRow<TRow>> written, long bytes)
    {
        if (!consecutive)
        {
            return;
        }

        if (remembered.Count > RowsRemembered || rememberedBytes > BytesRemembered)
        {
            Forget();
        }

        rememberedBytes += bytes;

        // A key's current row comes after the ones that gave way.
        foreach (var row in written)
        {
            remembered[row.Key] = row;
        }
    }

    private Dictionary<string, List<RecordedEvent>> ByKey(IEnumerable<RecordedEvent> events)
    {
        Dictionary<string, List<RecordedEvent>> byKey = [];
        foreach (var e in events)
        {
            if (!e.IsCorrection && !generation.Skipped.Contains(e.Position) && KeyOf(e) is { } key)
            {
                (byKey.TryGetValue(key, out var page) ? page : byKey[key] = []).Add(e);
            }
        }

        return byKey;
    }

    private string? KeyOf(RecordedEvent e)
    {
        try
        {
            return fold.Key(e);
        }
        catch (Exception exception)
        {
            throw new ProjectionFailedException(fold.Name, e, exception);
        }
    }

    private void FoldAll(Folding<TRow> folding, IEnumerable<RecordedEvent> events)
    {
        foreach (var e in events)
        {
            try
            {
                folding.Apply(e);
            }
            catch (Exception exception)
            {
                throw new ProjectionFailedException(fold.Name, e, exception);
            }
        }
    }

    private async Task<List<FoldRow<TRow>>> FoldAgainAsync(
        NpgsqlConnection connection, KeyValuePair<string, RecordedEvent>[] late, long upTo, CancellationToken ct)
    {
        var keys = late.Select(l => l.Key).ToHashSet();
        var kin = await EventFeed.KinAsync(connection, fold, fold.Span, [.. late.Select(l => l.Value)], upTo, ct);
        return FoldFromFirst(ByKey(CorrectedEvents.Standing(kin, generation, [])).Where(k => keys.Contains(k.Key)));
    }

    /// <summary>Folds again all keys of the streams with corrections in a page: those of the events as they were known before, and as they are known now.</summary>
    private async Task<(List<string> Keys, List<FoldRow<TRow>> Rows)> CorrectAsync(
        NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, long upTo, CancellationToken ct)
    {
        var corrections = events.Where(e => e.IsCorrection && fold.Reads.Any(type => type.Subject == e.Stream.SubjectType)).ToList();
        if (corrections.Count == 0)
        {
            return ([], []);
        }

        var kin = await EventFeed.KinAsync(connection, fold, fold.Span, corrections, upTo, ct);
        List<RecordedEvent> former = [];
        var byKey = ByKey(CorrectedEvents.Standing(kin, generation, former));
        return ([.. byKey.Keys.Union(ByKey(former).Keys)], FoldFromFirst(byKey));
    }

    private List<FoldRow<TRow>> FoldFromFirst(IEnumerable<KeyValuePair<string, List<RecordedEvent>>> byKey)
    {
        List<FoldRow<TRow>> rows = [];
        foreach (var (key, events) in byKey)
        {
            events.Sort(static (a, b) => a.Occurrence.CompareTo(b.Occurrence));
            var folding = new Folding<TRow>(fold);
            FoldAll(folding, events);
            rows.AddRange(FoldRow<TRow>.Of(fold, key, folding));
        }

        return rows;
    }
}
