namespace CdViz.Adapters.Projecting.Feed;

/// <summary>The latest pages that a node has read, by position. Not safe to share between threads.</summary>
/// <param name="mostEvents">How many events it holds …</param>
/// <param name="mostBytes">… and how many bytes of content; older pages go, the latest stays.</param>
internal sealed class FeedWindow(int mostEvents, long mostBytes)
{
    private readonly List<FeedPage> pages = [];
    private int events;
    private long bytes;

    /// <summary>It holds all events after this position …</summary>
    public long After { get; private set; }

    /// <summary>… up to this one.</summary>
    public long UpTo { get; private set; }

    /// <summary>Begins again, with nothing, at a position.</summary>
    public void Restart(long position)
    {
        pages.Clear();
        (events, bytes) = (0, 0);
        (After, UpTo) = (position, position);
    }

    /// <summary>Adds the events of the next positions.</summary>
    public void Add(FeedPage page)
    {
        UpTo = page.UpTo;
        if (page.Events.Count == 0)
        {
            return;
        }

        pages.Add(page);
        events += page.Events.Count;
        bytes += page.Bytes;
        var gone = 0;
        for (; gone < pages.Count - 1 && (events > mostEvents || bytes > mostBytes); gone++)
        {
            events -= pages[gone].Events.Count;
            bytes -= pages[gone].Bytes;
            After = pages[gone].UpTo;
        }

        pages.RemoveRange(0, gone);
    }

    /// <summary>The events of some types after a position, and if wanted the corrections of any.</summary>
    public List<RecordedEvent> Of(IReadOnlySet<EventType> types, long after, bool corrections = false)
    {
        var first = pages.Count;
        while (first > 0 && pages[first - 1].UpTo > after)
        {
            first--;
        }

        return [.. pages.Skip(first).SelectMany(page => page.Events)
            .Where(e => e.Position > after && (types.Contains(e.Type) || (corrections && e.IsCorrection)))];
    }
}
