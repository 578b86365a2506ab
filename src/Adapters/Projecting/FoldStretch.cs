using CdViz.Projections;
using Npgsql;

namespace CdViz.Adapters;

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
        for (var page = after; page < upTo; page += EventGroups.Positions)
        {
            await foreach (var events in EventGroups.ReadAsync(reading, fold, fold.Span, (after, upTo), (page, Math.Min(page + EventGroups.Positions, upTo)), ct))
            {
                group.Fold(events, rows, emptied);
                if (rows.Count >= RowsAtOnce)
                {
                    written += await ReplaceAsync(writing, rows, emptied, ct);
                }
            }
        }

        return written + await ReplaceAsync(writing, rows, emptied, ct);
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
        var count = rows.Count;
        rows.Clear();
        emptied.Clear();
        return count;
    }
}
