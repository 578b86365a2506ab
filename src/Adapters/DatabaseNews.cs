using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CdViz.Adapters;

/// <summary>Tells once that the database is away and once that it is back, whoever of a process notices it first: all that waits for it need not tell it too.</summary>
/// <param name="time">Says how long it was away.</param>
/// <param name="logger">Where it is told.</param>
public sealed class DatabaseNews(TimeProvider time, ILogger logger)
{
    private const long There = 0;

    private long awaySince = There;

    /// <summary>Notes that something failed.</summary>
    /// <returns>True when it did because the database is away, which is told; false when it has another reason, which is not.</returns>
    public bool Away(Exception fault)
    {
        if (!DatabaseAway.Is(fault))
        {
            return false;
        }

        if (Interlocked.CompareExchange(ref awaySince, Math.Max(1, time.GetTimestamp()), There) is There)
        {
            logger.LogWarning("The database is away; events are refused, and all else waits, until it is back: {Reason}", fault.Message);
        }

        return true;
    }

    /// <summary>Notes that the database answers.</summary>
    public void Back()
    {
        if (Volatile.Read(ref awaySince) is not There && Interlocked.Exchange(ref awaySince, There) is not There and var since)
        {
            logger.LogInformation("The database is back after {Seconds} s", time.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        }
    }
}
