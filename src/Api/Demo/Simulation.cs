namespace CdViz.Api.Demo;

/// <summary>
/// Lets many stories go on side by side in simulated time. A story is an iterator: it does something now, then yields the time at which
/// it wants to go on. Two stories that wake at the same time go on in the order in which they asked.
/// </summary>
internal sealed class Simulation(DateTime start)
{
    private readonly PriorityQueue<IEnumerator<DateTime>, (DateTime At, long Asked)> sleeping = new();
    private long asked;

    /// <summary>Simulated time, UTC.</summary>
    public DateTime Now { get; private set; } = start;

    /// <summary>When the next story wakes, or null when all have ended.</summary>
    public DateTime? Next => sleeping.TryPeek(out _, out var when) ? when.At : null;

    /// <summary>Starts a story, now or later.</summary>
    public void Start(IEnumerable<DateTime> story, DateTime? at = null) => Sleep(story.GetEnumerator(), at ?? Now);

    /// <summary>Lets the next story go on until it yields or ends.</summary>
    public void Step()
    {
        if (!sleeping.TryDequeue(out var story, out var when))
        {
            return;
        }

        Now = when.At;
        if (story.MoveNext())
        {
            Sleep(story, story.Current);
        }
        else
        {
            story.Dispose();
        }
    }

    private void Sleep(IEnumerator<DateTime> story, DateTime until) => sleeping.Enqueue(story, (until > Now ? until : Now, asked++));
}
