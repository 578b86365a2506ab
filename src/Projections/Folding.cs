using CdViz.Domain;

namespace CdViz.Projections;

/// <summary>The rows of one key while its events are folded.</summary>
public sealed class Folding<TRow>(Fold<TRow> fold) where TRow : class
{
    private readonly List<(TRow Row, Occurrence By)> closed = [];

    /// <summary>Rows that gave way to another during this folding, oldest first, and the events that made them do so.</summary>
    public IReadOnlyList<(TRow Row, Occurrence By)> Closed => closed;

    /// <summary>The key's current row, or null.</summary>
    public TRow? Current { get; private set; }

    /// <summary>The last event folded, or null.</summary>
    public Occurrence? Last { get; private set; }

    /// <summary>Goes on from a stored row.</summary>
    public void Resume(TRow current, Occurrence last) => (Current, Last) = (current, last);

    /// <summary>Begins again, before the first event.</summary>
    public void Reset()
    {
        closed.Clear();
        (Current, Last) = (null, null);
    }

    /// <summary>True when the event comes after all that was folded.</summary>
    public bool IsNext(RecordedEvent e) => Last is not { } last || e.Occurrence > last;

    /// <summary>Folds one event.</summary>
    /// <exception cref="InvalidOperationException">The event does not come after the last one.</exception>
    public void Apply(RecordedEvent e)
    {
        if (!IsNext(e))
        {
            throw new InvalidOperationException($"Event {e.Position} happened before what is folded already.");
        }

        var next = fold.Evolve(Current, e);
        if (Current is { } previous && next is not null && fold.Ordinal(next) != fold.Ordinal(previous))
        {
            closed.Add((fold.Succeeded(previous, next), e.Occurrence));
        }

        (Current, Last) = (next, e.Occurrence);
    }
}
