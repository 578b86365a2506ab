namespace CdViz.Adapters;

/// <summary>How long to wait before the next try of what failed: twice as long each time, up to a limit.</summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">The limit.</param>
public sealed class GrowingPause(TimeSpan first, TimeSpan longest)
{
    private readonly TimeSpan first = first;
    private TimeSpan next = first;

    /// <summary>True while nothing has failed.</summary>
    public bool IsNew => next == first;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var now = next;
        next = now * 2 < longest ? now * 2 : longest;
        return now;
    }

    /// <summary>Notes that it went well: the next pause is the first one again.</summary>
    public void Reset() => next = first;
}
