using CdViz.Projections;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Fills an empty generation from position 0: groups of events that may share a key, folded in order of occurrence, rows written by COPY.</summary>
/// <remarks>Memory holds one group and a few thousand rows for each worker, whatever the number of keys.</remarks>
internal sealed class GenerationFill<TRow>(Fold<TRow> fold, Generation generation) : IGenerationFill where TRow : class
{
    private const int RowsPerCopy = 4000;

    private readonly FoldTable<TRow> table = new(generation.Schema, fold.Table);
    private readonly FoldGroup<TRow> folding = new(fold, generation);
    private readonly FactTableWriter<TRow>? facts = fold.Facts is { } f ? new(generation.Schema, f) : null;

    /// <inheritdoc/>
    public Task<long> CountAsync(NpgsqlDataSource log, long upTo, CancellationToken ct) => EventFeed.CountAsync(log, fold, upTo, ct);

    /// <inheritdoc/>
    public async Task RunAsync(FillSource source, FillTarget target, Action<int> folded, CancellationToken ct)
    {
        await using var reading = await source.Log.OpenConnectionAsync(ct);
        await Sql.ExecuteAsync(reading, EventFeed.OneProcessSql, ct);
        var rowsPerCopy = source.Breather is null ? RowsPerCopy : RowsPerCopy / 8;
        List<FoldRow<TRow>> rows = new(rowsPerCopy + 100);
        await foreach (var group in EventFeed.GroupsAsync(reading, fold, fold.Span, source.UpTo, source.Part, source.Parts, ct))
        {
            folding.Fold(group, rows);
            folded(group.Count);
            if (rows.Count >= rowsPerCopy)
            {
                await FlushAsync(target, rows, ct);
            }

            if (source.Breather is { } breather)
            {
                await breather.RestAsync(ct);
            }
        }

        await FlushAsync(target, rows, ct);
    }

    private async Task FlushAsync(FillTarget target, List<FoldRow<TRow>> rows, CancellationToken ct)
    {
        if (rows.Count > 0)
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
            rows.Clear();
        }
    }
}
