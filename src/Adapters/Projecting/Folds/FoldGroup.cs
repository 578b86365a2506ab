namespace CdViz.Adapters.Projecting.Folds;

/// <summary>Folds whole groups of events, which may share keys, from the first event on.</summary>
internal sealed class FoldGroup<TRow>(Fold<TRow> fold, Generation generation) where TRow : class
{
    /// <summary>Folds a group in order of occurrence.</summary>
    /// <param name="events">All events of its keys; may come back sorted.</param>
    /// <param name="rows">The rows of its keys are added here, those of a key one after the other.</param>
    /// <param name="emptied">Keys to which corrections have left no event are added here.</param>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    public void Fold(List<RecordedEvent> events, List<FoldRow<TRow>> rows, HashSet<string>? emptied = null)
    {
        List<RecordedEvent> former = [];
        events = CorrectedEvents.Standing(events, generation, former);
        events.Sort(static (a, b) => a.Occurrence.CompareTo(b.Occurrence));
        Dictionary<string, Folding<TRow>> foldings = [];
        foreach (var e in events)
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

        emptied?.UnionWith(former.Select(fold.Key).OfType<string>().Where(key => !foldings.ContainsKey(key)));
        foreach (var (key, folding) in foldings)
        {
            rows.AddRange(FoldRow<TRow>.Of(fold, key, folding));
        }
    }
}
