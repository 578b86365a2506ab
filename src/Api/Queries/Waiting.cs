using System.Globalization;

namespace CdViz.Api.Queries;

/// <summary>Reads that contain one's own writes: an answer to <c>?wait=POSITION</c> is given when the read table contains the log up to there.</summary>
public static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Waits, and gives null to go on or says why it was in vain.</summary>
    public static async Task<IResult?> ForAsync<TQuery>(
        TQuery query, HttpContext context, ProgressWatch progress, LogSignal signal, EventLog log, Settings settings, CancellationToken ct)
        where TQuery : IWaits
    {
        if (query.Wait is not { } text)
        {
            return null;
        }

        var position = QueryValue.Whole(text, 0);
        // What was answered is in the log, on every node: nothing has to be waited for that is beyond its end.
        var end = signal.Head is var known && known >= position ? known : await log.HeadAsync(ct);
        var reached = await progress.WaitAsync(query.Projection, position, end < position ? TimeSpan.Zero : Patience, ct);
        if (reached.Position < position)
        {
            return Problems.Unavailable(context, Late(query.Projection, position, end, reached), settings.Append.RetryAfter);
        }

        PositionHeader.Set(context.Response, reached.Position);
        return null;
    }

    private static string Late(string projection, long position, long end, Progress progress) => progress.StoppedReason is { } reason
        ? string.Create(CultureInfo.InvariantCulture, $"Projection '{projection}' is stopped at position {progress.Position}, before {position}: {reason}")
        : end < position ? string.Create(CultureInfo.InvariantCulture, $"The log ends at position {end}, before {position}.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Projection '{projection}' is at position {progress.Position}; {position} was waited for for {Patience.TotalSeconds} s.");
}

/// <summary>The header that says which position of the log an answer contains.</summary>
internal static class PositionHeader
{
    /// <summary>Its name.</summary>
    public const string Name = "CdViz-Position";

    /// <summary>Sets it, where there is a position.</summary>
    public static void Set(HttpResponse response, long? position)
    {
        if (position is { } known)
        {
            response.Headers[Name] = known.ToString(CultureInfo.InvariantCulture);
        }
    }
}
