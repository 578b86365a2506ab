namespace CdViz.Domain;

/// <summary>What became of reading a timestamp.</summary>
public enum TimestampVerdict
{
    /// <summary>It is one.</summary>
    Ok,

    /// <summary>It does not read as RFC 3339 says, or names a day or time that is not.</summary>
    Malformed,

    /// <summary>It is one, but does not lie in the years 1 to 9999.</summary>
    OutOfRange,
}

/// <summary>Timestamps as RFC 3339 writes them, which are more than .NET reads: fractions of any length, leap seconds, lower case.</summary>
public static class Rfc3339
{
    /// <summary>Reads a timestamp. Its offset is required; a space may stand for the <c>T</c>, and the offset
    /// may be <c>+01</c> or <c>+0100</c>, as the validators of JSON schemas allow.</summary>
    /// <param name="text">ASCII: <c>2023-03-20T14:27:05.315384Z</c>.</param>
    /// <param name="utc">The instant, cut to whole microseconds; a leap second is the first of the next minute.</param>
    public static TimestampVerdict Read(ReadOnlySpan<byte> text, out DateTime utc)
    {
        utc = default;
        if (text.Length < 20 || !Number(text, 0, 4, out var year) || !Number(text, 5, 2, out var month) || !Number(text, 8, 2, out var day)
            || !Number(text, 11, 2, out var hour) || !Number(text, 14, 2, out var minute) || !Number(text, 17, 2, out var second)
            || text[4] is not (byte)'-' || text[7] is not (byte)'-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || text[13] is not (byte)':' || text[16] is not (byte)':'
            || !Fraction(text[19..], out var microseconds, out var offsetAt) || !Offset(text[(19 + offsetAt)..], out var offset)
            || month is 0 or > 12 || day is 0 || day > DateTime.DaysInMonth(year is 0 ? 4 : year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return TimestampVerdict.Malformed;
        }

        var minuteOfDay = (hour * 60) + minute - offset;
        if (second is 60 && (minuteOfDay + 1440) % 1440 is not 1439)
        {
            return TimestampVerdict.Malformed;
        }

        if (year is 0)
        {
            return TimestampVerdict.OutOfRange;
        }

        var ticks = new DateTime(year, month, day).Ticks + (minuteOfDay * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond)
            + (microseconds * TimeSpan.TicksPerMicrosecond);

        // The very first instant is what senders give who have no time at all, and a database driver's minus infinity.
        if (ticks <= 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return TimestampVerdict.OutOfRange;
        }

        utc = new DateTime(ticks, DateTimeKind.Utc);
        return TimestampVerdict.Ok;
    }

    private static bool Number(ReadOnlySpan<byte> text, int start, int length, out int value)
    {
        value = 0;
        foreach (var digit in text.Slice(start, length))
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return true;
    }

    private static bool Fraction(ReadOnlySpan<byte> text, out int microseconds, out int length)
    {
        (microseconds, length) = (0, 0);
        if (text is not [(byte)'.', ..])
        {
            return true;
        }

        var digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0)
        {
            return false;
        }

        length = digits + 1;
        for (var i = 1; i <= 6; i++)
        {
            microseconds = (microseconds * 10) + (i <= digits ? text[i] - '0' : 0);
        }

        return true;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        var minuteAt = text.Length switch { 3 => 3, 5 => 3, 6 when text[3] is (byte)':' => 4, _ => 0 };
        var minute = 0;
        if (minuteAt is 0 || text[0] is not ((byte)'+' or (byte)'-')
            || !Number(text, 1, 2, out var hour) || (minuteAt < text.Length && !Number(text, minuteAt, 2, out minute)) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] is (byte)'-' ? -1 : 1);
        return true;
    }
}
