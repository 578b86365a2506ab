using System.Globalization;

namespace CdViz.Api.Commands.Quarantining;

/// <summary>One entry of the quarantine as text.</summary>
internal static class QuarantineSheet
{
    /// <summary>Shows it; its bytes come last, as they came.</summary>
    /// <exception cref="CommandFailed">There is no such entry.</exception>
    public static async Task<int> ShowAsync(QuarantineReader quarantine, long number, CancellationToken ct)
    {
        if (await quarantine.AtAsync(number, ct) is not { Event: var e } entry)
        {
            throw NotThere(number);
        }

        foreach (var (name, value) in ((string, string?)[])
        [
            ("id", Text(entry.Number)), ("state", entry.State), ("position", entry.Position is { } position ? Text(position) : null), ("reason", e.Reason),
            ("message", e.Message), ("source", e.Source), ("event id", e.Id), ("door", e.Door), ("sender", e.Sender), ("content type", e.ContentType),
            ("first seen", Time(entry.ReceivedAt)), ("last seen", Time(entry.LastSeenAt)), ("times seen", Text(entry.TimesSeen)),
            ("attempts", Text(entry.Attempts)),
        ])
        {
            Line(name, value);
        }

        foreach (var (pointer, rule, message) in e.Errors)
        {
            Line("error", $"{pointer} {rule} {message}");
        }

        foreach (var (name, value) in e.Headers ?? new Dictionary<string, string>())
        {
            Line("header", $"{name}: {value}");
        }

        foreach (var attempt in await quarantine.AttemptsAsync(number, ct))
        {
            Line("attempt", $"{Time(attempt.At)} {attempt.Actor ?? "http"}{(attempt.Lenient ? ", lenient" : "")}: {attempt.Outcome}: {attempt.Message}");
        }

        Console.WriteLine();
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(e.Body, ct);
        await output.WriteAsync("\n"u8.ToArray(), ct);
        return ExitCode.Done;
    }

    /// <summary>There is no such entry.</summary>
    public static CommandFailed NotThere(long number) => new(ExitCode.No, $"There is no entry {Text(number)}.");

    /// <summary>A number.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>An instant, to the second.</summary>
    public static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static void Line(string name, string? value) => Console.WriteLine($"{name,-12} {value}".TrimEnd());
}
