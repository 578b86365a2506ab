namespace CdViz.Projections;

/// <summary>The rows of one key while its events are folded.</summary>
public sealed class Folding<TRow>(Fold<TRow> fold) where TRow : class
{
    private readonly List<(TRow Row, Occurrence By)> closed = [];

    // Events that open the next life, while the end of the one before may yet come.
    private readonly List<RecordedEvent> held = [];

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
        held.Clear();
        (Current, Last) = (null, null);
    }

    /// <summary>True when the event comes after all that was folded, and nothing that was folded has to come after it.</summary>
    public bool IsNext(RecordedEvent e) => Last is not { } last || (e.Occurrence > last && !EndsEarlier(e, last));

    /// <summary>Folds one event.</summary>
    /// <exception cref="InvalidOperationException">The event does not come after the last one.</exception>
    public void Apply(RecordedEvent e)
    {
        if (Last is { } last && e.Occurrence <= last)
        {
            throw new InvalidOperationException($"Event {e.Position} happened before what is folded already.");
        }

        Last = e.Occurrence;
        if (held.Count > 0 && e.OccurredAt - held[0].OccurredAt > fold.Overlap!.Within)
        {
            Complete();
        }

        if (held.Count > 0 && fold.Overlap!.Ends(e))
        {
            Step(e);
            Complete();
        }
        else if (held.Count > 0 || (Current is { } row && fold.Overlap is { } overlap && overlap.Opens(row, e)))
        {
            held.Add(e);
        }
        else
        {
            Step(e);
        }
    }

    /// <summary>Folds what is held back; to be called after the last event.</summary>
    public void Complete()
    {
        foreach (var e in held)
        {
            Step(e);
        }

        held.Clear();
    }

    private bool EndsEarlier(RecordedEvent e, Occurrence last) =>
        held.Count == 0 && Current is { } row && fold.Overlap is { } overlap && overlap.Ends(e) && e.OccurredAt - last.At <= overlap.Within && overlap.MayHaveOpened(row);

    private void Step(RecordedEvent e)
    {
        var next = fold.Evolve(Current, e);
        if (Current is { } previous && next is not null && fold.Ordinal(next) != fold.Ordinal(previous))
        {
            closed.Add((fold.Succeeded(previous, next), e.Occurrence));
        }

        Current = next;
    }
}
