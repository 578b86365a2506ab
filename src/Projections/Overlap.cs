namespace CdViz.Projections;

/// <summary>
/// Lives of one key that may seem to overlap: the event that opens the next one is folded after the event that ends the one before, when that comes within a
/// time of it.
/// </summary>
/// <param name="Within">The time.</param>
/// <param name="Opens">True when an event opens the next life while the row's has not ended.</param>
/// <param name="Ends">True when an event ends a life.</param>
/// <param name="MayHaveOpened">True when the last event of a row may have been one that opens; then an end that comes soon has the key folded again.</param>
public sealed record Overlap<TRow>(TimeSpan Within, Func<TRow, RecordedEvent, bool> Opens, Func<RecordedEvent, bool> Ends, Func<TRow, bool> MayHaveOpened);
