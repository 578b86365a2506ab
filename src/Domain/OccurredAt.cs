using System.Globalization;

namespace CdViz.Domain;

/// <summary>The form in which the log keeps the time of an event: UTC, microseconds, fixed width, so that texts sort as instants.</summary>
public static class OccurredAt
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The text for an instant.</summary>
    public static string Text(DateTime utc) => utc.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The instant of a text.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static DateTime Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != 27 || text[26] != 'Z' || text[19] != '.')
        {
            throw new FormatException($"'{text}' is not a time as the log keeps it ({Format}).");
        }

        return new DateTime(
            Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2), Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2), DateTimeKind.Utc)
            .AddTicks(Number(text, 20, 6) * TimeSpan.TicksPerMicrosecond);
    }

    private static int Number(string text, int start, int length)
    {
        var number = 0;
        foreach (var c in text.AsSpan(start, length))
        {
            number = char.IsAsciiDigit(c) ? (number * 10) + (c - '0') : throw new FormatException($"'{text}' is not a time as the log keeps it ({Format}).");
        }

        return number;
    }
}
