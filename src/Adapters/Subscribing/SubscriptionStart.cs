using System.Globalization;

namespace CdViz.Adapters.Subscribing;

/// <summary>A place in the log from which on events are delivered.</summary>
public abstract record SubscriptionStart
{
    private SubscriptionStart() { }

    /// <summary>What is allowed, in words.</summary>
    public const string Allowed = "now, beginning, a position of the log, or a time such as 2026-01-31T09:30:00Z";

    /// <summary>Behind the last event there is.</summary>
    public sealed record Now : SubscriptionStart;

    /// <summary>After a position; 0 is the beginning.</summary>
    public sealed record After(long Position) : SubscriptionStart;

    /// <summary>With the first event that was recorded at or after a time.</summary>
    public sealed record At(DateTime Time) : SubscriptionStart;

    /// <summary>Reads one; null where it is none.</summary>
    public static SubscriptionStart? Of(string? text) => text switch
    {
        "now" => new Now(),
        "beginning" => new After(0),
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) => new After(position),
        _ when DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is >= 1900 and < 3000 => new At(time.UtcDateTime),
        _ => null,
    };
}
