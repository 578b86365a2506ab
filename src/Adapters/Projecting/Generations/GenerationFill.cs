using Npgsql;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Fills an empty generation from position 0: groups of events that may share a key, folded in order of occurrence, rows written by COPY.</summary>
/// <remarks>Memory holds one group and a few thousand rows for each worker, whatever the number of keys.</remarks>
internal sealed class GenerationFill<TRow>(Fold<TRow> fold, Generation generation) : IGenerationFill where TRow : class
{
    private const int RowsPerCopy = 4000;

    // Who rests works in pieces so much smaller.
    private const int ResterShare = 4;

    private readonly FoldTable<TRow> table = new(generation.Schema, fold.Table);
    private readonly FoldGroup<TRow> folding = new(fold, generation);
    private readonly FactTableWriter<TRow>? facts = fold.Facts is { } f ? new(generation.Schema, f) : null;

    /// <inheritdoc/>
    public async Task RunAsync(FillSource source, FillTarget target, Action<int> folded, CancellationToken ct)
    {
        await using var reading = await source.Log.OpenConnectionAsync(ct);
        await Sql.ExecuteAsync(reading, EventFeed.OneProcessSql, ct);
        var smaller = source.Breather is null ? 1 : ResterShare;
        List<FoldRow<TRow>> rows = new((RowsPerCopy / smaller) + 100);
        foreach (var page in source.Pages(EventGroups.Positions / smaller))
        {
            await foreach (var group in EventGroups.ReadAsync(reading, fold, fold.Span, (0, source.UpTo), page, ct))
            {
                folding.Fold(group, rows);
                if (rows.Count >= RowsPerCopy / smaller)
                {
                    await FlushAsync(target, rows, ct);
                }

                if (source.Breather is { } breather)
                {
                    await breather.RestAsync(ct);
                }
            }

            folded((int)(page.UpTo - page.After));
        }

        await FlushAsync(target, rows, ct);
    }

    private async Task FlushAsync(FillTarget target, List<FoldRow<TRow>> rows, CancellationToken ct)
    {
        if (rows.Count > 0)
        {
            await CopyAsync(target, rows, ct);
            rows.Clear();
        }
    }

    /// <summary>Copies rows at once, or half of them at a time where the database has too little for all.</summary>
    private async Task CopyAsync(FillTarget target, List<FoldRow<TRow>> rows, CancellationToken ct)
    {
        try
        {
            await target.WriteAsync(
                async connection =>
                {
                    await table.CopyAsync(connection, rows, ct);
                    if (facts is not null)
                    {
                        await facts.CopyAsync(connection, rows, ct);
                    }
                },
                ct);
        }
        catch (PostgresException e) when (DatabaseFault.IsShortage(e) && rows.Count > 1 && !target.IsOneTransaction)
        {
            await CopyAsync(target, rows[..(rows.Count / 2)], ct);
            await CopyAsync(target, rows[(rows.Count / 2)..], ct);
        }
    }
}
