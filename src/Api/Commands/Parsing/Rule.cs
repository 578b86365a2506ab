using System.Globalization;

namespace CdViz.Api.Commands.Parsing;

/// <summary>Reads the text of an option or argument; false where it is not allowed.</summary>
internal delegate bool ReadText<T>(string text, out T value);

/// <summary>What the text of an option or argument may be.</summary>
/// <param name="Allowed">In words, after "allowed: ".</param>
/// <param name="Read">Reads it.</param>
/// <param name="Words">The texts that are allowed where they are few, for a shell to offer.</param>
internal sealed record Rule<T>(string Allowed, ReadText<T> Read, IReadOnlyList<string> Words);

/// <summary>The rules there are.</summary>
internal static class Rules
{
    /// <summary>A day.</summary>
    public static Rule<DateOnly> Day { get; } = new("a day, such as 2026-01-31", TryDay, []);

    /// <summary>An instant.</summary>
    public static Rule<string> Time { get; } = new("a time, such as 2026-01-31T09:30:00Z", TryTime, []);

    /// <summary>Any text but none.</summary>
    public static Rule<string> Text { get; } = new("text", TryText, []);

    /// <summary>Where a server is.</summary>
    public static Rule<Uri> Address { get; } = new("an address like http://127.0.0.1:8080", TryAddress, []);

    /// <summary>A whole number.</summary>
    public static Rule<int> Whole(int from, int to) =>
        new($"a whole number from {from} to {to}", (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= from && value <= to, []);

    /// <summary>A place in the log, or the number of an entry.</summary>
    public static Rule<long> Number(long from) => new(
        $"a whole number from {from}", (string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= from, []);

    /// <summary>One of a few words.</summary>
    public static Rule<string> OneOf(params IReadOnlyList<string> words) => new(
        string.Join(", ", words),
        (string text, out string value) =>
        {
            value = text;
            return words.Contains(text);
        },
        words);

    private static bool TryDay(string text, out DateOnly value) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value) && value.Year is >= 1900 and < 3000;

    private static bool TryTime(string text, out string value)
    {
        value = text;
        return QueryValue.TryTime(text, out _);
    }

    private static bool TryText(string text, out string value)
    {
        value = text;
        return text.Length > 0 && !text.Contains('\0');
    }

    private static bool TryAddress(string text, out Uri value)
    {
        var read = Uri.TryCreate(text, UriKind.Absolute, out var found) && found.Scheme is "http" or "https";
        value = found!;
        return read;
    }
}
