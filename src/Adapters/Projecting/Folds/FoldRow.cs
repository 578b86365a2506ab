namespace CdViz.Adapters.Projecting.Folds;

/// <summary>A row as it lies in a fold's table.</summary>
/// <param name="Key">The key it belongs to.</param>
/// <param name="Ordinal">Its place among the key's rows, from 1.</param>
/// <param name="Row">The columns of the projection.</param>
/// <param name="Last">The last event folded into the row, or the one that made it give way to the next.</param>
internal readonly record struct FoldRow<TRow>(string Key, int Ordinal, TRow Row, Occurrence Last) where TRow : class
{
    /// <summary>All rows that a folding has changed, the current one last.</summary>
    public static IEnumerable<FoldRow<TRow>> Of(Fold<TRow> fold, string key, Folding<TRow> folding)
    {
        folding.Complete();
        foreach (var (row, by) in folding.Closed)
        {
            yield return new(key, fold.Ordinal(row), row, by);
        }

        yield return new(key, fold.Ordinal(folding.Current!), folding.Current!, folding.Last!.Value);
    }
}
