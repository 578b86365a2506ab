using System.Globalization;
using System.Text;

namespace CdViz.Domain.Translating;

/// <summary>Times as tools write them: RFC 3339, with a name of the zone, with blanks, without zone (UTC then), seconds or milliseconds since 1970.</summary>
public static class ToolTime
{
    /// <summary>What a tool says took longer, ten years, it did not measure.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss zz'00'",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd",
    ];

    /// <summary>The time, or null where the text is none.</summary>
    public static DateTimeOffset? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Rfc3339.Read(Encoding.UTF8.GetBytes(text), out var utc) is TimestampVerdict.Ok)
        {
            return new DateTimeOffset(utc);
        }

        // 2026-03-02 09:00:00 +0100
        var plain = text.Length > 6 && text[^5] is '+' or '-' && text[^6] is ' ' ? $"{text[..^6]}{text[^5..^2]}:{text[^2..]}" : text;
        return DateTimeOffset.TryParseExact(
            plain, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year > 1
            ? time
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 100_000_000 ? OfNumber(number) : null;
    }

    /// <summary>A time of seconds or milliseconds since 1970: what would lie beyond the year 5000 in seconds are milliseconds. Null where it is none of ours.</summary>
    public static DateTimeOffset? OfNumber(double number) => number switch
    {
        > 0 and < 95_617_584_000 => DateTimeOffset.UnixEpoch.AddTicks((long)(number * TimeSpan.TicksPerSecond)),
        >= 95_617_584_000 and < 95_617_584_000_000 => DateTimeOffset.UnixEpoch.AddTicks((long)(number * TimeSpan.TicksPerMillisecond)),
        _ => null,
    };

    /// <summary>A time so much later, or earlier.</summary>
    /// <exception cref="NotTranslatedException">It would lie beyond the year 9999, or before the first.</exception>
    public static DateTimeOffset Plus(DateTimeOffset time, TimeSpan took)
    {
        try
        {
            return time + took;
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new NotTranslatedException(string.Create(CultureInfo.InvariantCulture, $"There is no time {took.TotalDays:0} days after {time:O}."));
        }
    }

    /// <summary>True for the year 1, which tools in Go write for no time at all.</summary>
    public static bool IsNone(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("0001-01-01", StringComparison.Ordinal);
    }
}
