using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CdViz.Adapters;

/// <summary>Tells once that the database is away and once that it is back, whoever of a process notices it first: all that waits for it need not tell it too.</summary>
/// <param name="time">Says how long it was away.</param>
/// <param name="logger">Where it is told.</param>
public sealed class DatabaseNews(TimeProvider time, ILogger logger)
{
    private const long There = 0;

    /// <summary>So long nothing may have failed before the database counts as back: while it goes and comes, some connections answer and others do not.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private long awaySince = There;
    private long lastFailed;

    /// <summary>Notes that something failed.</summary>
    /// <returns>True when it did because the database is away, which is told; false when it has another reason, which is not.</returns>
    public bool Away(Exception fault)
    {
        if (!DatabaseAway.Is(fault))
        {
            return false;
        }

        var now = Math.Max(1, time.GetTimestamp());
        Volatile.Write(ref lastFailed, now);
        if (Interlocked.CompareExchange(ref awaySince, now, There) is There)
        {
            logger.LogWarning("The database is away; events are refused, and all else waits, until it is back: {Reason}", fault.Message);
        }

        return true;
    }

    /// <summary>Notes that the database answers, which is told once nothing has failed for a second.</summary>
    public void Back()
    {
        if (Volatile.Read(ref awaySince) is not There
            && time.GetElapsedTime(Volatile.Read(ref lastFailed)) >= Quiet
            && Interlocked.Exchange(ref awaySince, There) is not There and var since)
        {
            logger.LogInformation("The database is back after {Seconds} s", time.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        }
    }
}
