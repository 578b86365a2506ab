using Npgsql;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>
/// Applies a long stretch of the log whose events come in disorder: each key that they touch is folded once, again from its first event, instead of once
/// for each page that has a late event of it.
/// </summary>
/// <remarks>Memory holds one group and a few thousand rows, whatever the number of keys.</remarks>
internal sealed class FoldStretch<TRow>(Fold<TRow> fold, Generation generation) where TRow : class
{
    private const int RowsAtOnce = 4000;

    private readonly FoldTable<TRow> table = new(generation.Schema, fold.Table);
    private readonly FactTableWriter<TRow>? facts = fold.Facts is { } f ? new(generation.Schema, f) : null;
    private readonly FoldGroup<TRow> group = new(fold, generation);

    /// <summary>Writes the rows of all keys that have events in the stretch, as they are at its end.</summary>
    /// <param name="reading">Reads the log.</param>
    /// <param name="writing">Writes, in its transaction.</param>
    /// <param name="after">The last position before the stretch.</param>
    /// <param name="upTo">The last position of the stretch.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="ProjectionFailedException">The projection's own code failed, not necessarily at the first event it fails at.</exception>
    public async Task<int> ApplyAsync(NpgsqlConnection reading, NpgsqlConnection writing, long after, long upTo, CancellationToken ct)
    {
        List<FoldRow<TRow>> rows = new(RowsAtOnce + 100);
        HashSet<string> emptied = [];
        var written = 0;
        var write = Task.FromResult(0);
        try
        {
            // As one page: in disorder a key has events in many, and whether it was folded with an earlier one would be asked in each.
            await foreach (var events in EventGroups.ReadAsync(reading, fold, fold.Span, (after, upTo), (after, upTo), ct))
            {
                group.Fold(events, rows, emptied);
                if (rows.Count >= RowsAtOnce)
                {
                    // The next are folded while these are written.
                    written += await write;
                    write = ReplaceAsync(writing, rows, emptied, ct);
                    (rows, emptied) = (new(RowsAtOnce + 100), []);
                }
            }
        }
        catch
        {
            // The connection must not be left in the middle of a write.
            await Task.WhenAny(write);
            throw;
        }

        return written + await write + await ReplaceAsync(writing, rows, emptied, ct);
    }

    private async Task<int> ReplaceAsync(NpgsqlConnection connection, List<FoldRow<TRow>> rows, HashSet<string> emptied, CancellationToken ct)
    {
        if (rows.Count + emptied.Count == 0)
        {
            return 0;
        }

        var keys = rows.Select(row => row.Key).Concat(emptied).Distinct().ToList();
        List<FoldRow<TRow>> old = facts is null ? [] : await table.AllAsync(connection, keys, ct);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { table.Clear(keys), table.Write(rows) }, Timeout = 0 };
        foreach (var command in facts?.Change(old, rows) ?? [])
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(ct);
        return rows.Count;
    }
}
