using CdViz.Domain;
using CdViz.Projections;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>How far the first fill of a generation has come.</summary>
/// <param name="Events">Events folded.</param>
/// <param name="Total">Events to fold; 0 while they are being counted.</param>
/// <param name="Phase">What is being done: <c>fold</c>, <c>index</c>, <c>catch up</c>, <c>switch</c>, <c>done</c>.</param>
public sealed record RebuildProgress(long Events, long Total, string Phase);

/// <summary>Fills an empty generation from position 0: groups of events that may share a key, folded in order of occurrence, rows written by COPY.</summary>
/// <remarks>Memory holds one group and a few thousand rows for each worker, whatever the number of keys.</remarks>
internal sealed class GenerationFill<TRow>(Fold<TRow> fold, Generation generation) : IGenerationFill where TRow : class
{
    private const int RowsPerCopy = 4000;

    // The workers share the processors among themselves; more processes in the database would only take them from those who append and read meanwhile.
    private const string OneProcessSql = "set max_parallel_workers_per_gather = 0";

    private readonly FoldTable<TRow> table = new(generation.Schema, fold.Table);
    private readonly FactTableWriter<TRow>? facts = fold.Facts is { } f ? new(generation.Schema, f) : null;

    /// <inheritdoc/>
    public Task<long> CountAsync(NpgsqlDataSource log, long upTo, CancellationToken ct) => EventFeed.CountAsync(log, fold, upTo, ct);

    /// <inheritdoc/>
    public async Task RunAsync(FillSource source, FillTarget target, Action<int> folded, CancellationToken ct)
    {
        await using var reading = await source.Log.OpenConnectionAsync(ct);
        await using (var session = new NpgsqlCommand(OneProcessSql, reading))
        {
            await session.ExecuteNonQueryAsync(ct);
        }

        List<FoldRow<TRow>> rows = new(RowsPerCopy + 100);
        await foreach (var group in EventFeed.GroupsAsync(reading, fold, fold.Span, source.UpTo, source.Part, source.Parts, ct))
        {
            Fold(group, rows);
            folded(group.Count);
            if (rows.Count >= RowsPerCopy)
            {
                await FlushAsync(target, rows, ct);
            }
        }

        await FlushAsync(target, rows, ct);
    }

    private void Fold(List<RecordedEvent> group, List<FoldRow<TRow>> rows)
    {
        group.Sort(static (a, b) => a.Occurrence.CompareTo(b.Occurrence));
        Dictionary<string, Folding<TRow>> foldings = [];
        foreach (var e in group)
        {
            try
            {
                if (!generation.Skipped.Contains(e.Position) && fold.Key(e) is { } key)
                {
                    (foldings.TryGetValue(key, out var folding) ? folding : foldings[key] = new(fold)).Apply(e);
                }
            }
            catch (Exception exception)
            {
                throw new ProjectionFailedException(fold.Name, e, exception);
            }
        }

        foreach (var (key, folding) in foldings)
        {
            rows.AddRange(FoldRow<TRow>.Of(fold, key, folding));
        }
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

/// <summary>Fills an empty generation of a projection.</summary>
internal interface IGenerationFill
{
    /// <summary>How many events there are to apply up to a position.</summary>
    Task<long> CountAsync(NpgsqlDataSource log, long upTo, CancellationToken ct);

    /// <summary>Applies one part of the log.</summary>
    /// <param name="source">Which events.</param>
    /// <param name="target">Where the rows go.</param>
    /// <param name="folded">Told the number of events of each group or page when it is applied.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    Task RunAsync(FillSource source, FillTarget target, Action<int> folded, CancellationToken ct);
}

/// <summary>The part of the log that one worker folds.</summary>
internal sealed record FillSource(NpgsqlDataSource Log, long UpTo, int Part, int Parts);
