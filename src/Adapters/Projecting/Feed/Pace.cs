namespace CdViz.Adapters.Projecting.Feed;

/// <summary>
/// Says how long the daemon rests after it has looked at the log. Pages for each commit would cost a busy server more than the events themselves; so the
/// pages of all projections together may use a share of the time, and some of it can be saved up: alone, an event is there at once; under load, many
/// share a page.
/// </summary>
internal sealed class Pace(TimeProvider time)
{
    // More than 1, because the work of all projections is added up, and they work side by side.
    private const double Share = 1.5;
    private const double BusyShare = 0.15;

    /// <summary>So many events within about <see cref="Recently"/> make the log busy: a hundred a second, whether they come in one page or one by one.</summary>
    private const int BusyPositions = 8;

    private static readonly TimeSpan Recently = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan MostSaved = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    private TimeSpan saved = MostSaved;
    private double recent;
    private long since = time.GetTimestamp();

    /// <summary>Rests, or not, after a page that took some time.</summary>
    /// <param name="work">How long it took.</param>
    /// <param name="positions">By how many positions it moved: many say that the log is busy, and that a longer rest lets more of them share a page.</param>
    /// <param name="ct">Cancels.</param>
    public Task RestAsync(TimeSpan work, long positions, CancellationToken ct)
    {
        var rest = After(work, positions);
        return rest > TimeSpan.Zero ? Task.Delay(rest, time, ct) : Task.CompletedTask;
    }

    /// <summary>How long to rest after a page that took some time and moved by some positions.</summary>
    public TimeSpan After(TimeSpan work, long positions)
    {
        var now = time.GetTimestamp();
        var passed = time.GetElapsedTime(since, now);
        since = now;
        recent = (recent * Math.Exp(-(passed / Recently))) + positions;
        var share = recent >= BusyPositions ? BusyShare : Share;
        saved += passed * share;
        saved = (saved < MostSaved ? saved : MostSaved) - work;
        var rest = saved < TimeSpan.Zero ? -saved / share : TimeSpan.Zero;
        if (rest <= LongestRest)
        {
            return rest;
        }

        // One slow page is not paid for by many rests.
        saved = -LongestRest * share;
        return LongestRest;
    }
}
