using CdViz.Domain;

namespace CdViz.Adapters;

/// <summary>The latest events that a node has read, by position. Not safe to share between threads.</summary>
/// <param name="capacity">How many events it holds; older ones go.</param>
internal sealed class FeedWindow(int capacity)
{
    private readonly List<RecordedEvent> events = [];

    /// <summary>It holds all events after this position …</summary>
    public long After { get; private set; }

    /// <summary>… up to this one.</summary>
    public long UpTo { get; private set; }

    /// <summary>Begins again, with nothing, at a position.</summary>
    public void Restart(long position)
    {
        events.Clear();
        (After, UpTo) = (position, position);
    }

    /// <summary>Adds the events of the next positions.</summary>
    public void Add(List<RecordedEvent> next, long upTo)
    {
        var surplus = events.Count + next.Count - capacity;
        if (surplus > 0)
        {
            var gone = Math.Min(surplus, events.Count);
            After = gone < events.Count ? events[gone - 1].Position : UpTo;
            events.RemoveRange(0, gone);
        }

        events.AddRange(next);
        UpTo = upTo;
    }

    /// <summary>The events of some types after a position.</summary>
    public List<RecordedEvent> Of(IReadOnlySet<EventType> types, long after)
    {
        List<RecordedEvent> found = [];
        var first = events.Count;
        while (first > 0 && events[first - 1].Position > after)
        {
            first--;
        }

        for (var i = first; i < events.Count; i++)
        {
            if (types.Contains(events[i].Type))
            {
                found.Add(events[i]);
            }
        }

        return found;
    }
}
