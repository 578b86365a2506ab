using System.Globalization;

namespace CdViz.Domain;

/// <summary>The form in which the log keeps the time of an event: UTC, microseconds, fixed width, so that texts sort as instants.</summary>
public static class OccurredAt
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Characters in the text.</summary>
    public const int Length = 27;

    /// <summary>The text for an instant.</summary>
    public static string Text(DateTime utc) => utc.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The instant of a text.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static DateTime Parse(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || text[26] != 'Z' || text[19] != '.')
        {
            throw Wrong(text);
        }

        return new DateTime(
            Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2), Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2), DateTimeKind.Utc)
            .AddTicks(Number(text, 20, 6) * TimeSpan.TicksPerMicrosecond);
    }

    private static int Number(ReadOnlySpan<char> text, int start, int length)
    {
        var number = 0;
        foreach (var c in text.Slice(start, length))
        {
            number = char.IsAsciiDigit(c) ? (number * 10) + (c - '0') : throw Wrong(text);
        }

        return number;
    }

    private static FormatException Wrong(ReadOnlySpan<char> text) => new($"'{text}' is not a time as the log keeps it ({Format}).");
}
