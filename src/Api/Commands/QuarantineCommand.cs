using System.CommandLine;
using System.Globalization;
using CdViz.Adapters;
using Npgsql;
using Spectre.Console;

namespace CdViz.Api;

/// <summary><c>quarantine</c>: what came in and was not appended, and why.</summary>
internal static class QuarantineCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var after = new Option<long>("--after") { Description = "Only entries with a higher number." };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 50, Description = "How many, 1 to 1000." };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--limit may be 1 to 1000.");
            }
        });
        var reason = new Option<string?>("--reason") { Description = "Only this reason: unknown-type, unknown-version, conflict." };
        var command = new Command("quarantine", "Lists what was not understood or conflicts with the log, and why.") { after, limit, reason, Show() };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            return await ListAsync(database, parsed.GetValue(after), parsed.GetValue(limit), parsed.GetValue(reason), ct);
        });
        return command;
    }

    private static Command Show()
    {
        var number = new Argument<long>("ID") { Description = "The entry's number." };
        var command = new Command("show", "Shows one entry: why, how it came in, and its bytes as they came.") { number };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            return await ShowAsync(new QuarantineReader(database), parsed.GetValue(number), ct);
        });
        return command;
    }

    private static async Task<int> ListAsync(NpgsqlDataSource database, long after, int limit, string? reason, CancellationToken ct)
    {
        var store = new QuarantineReader(database);
        var filter = new QuarantineFilter(Reason: reason);
        var entries = await store.PageAsync(filter, after, limit, ct);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["id", "last seen", "times", "reason", "source", "event id", "message"])
        {
            table.AddColumn(column);
        }

        foreach (var (id, e, _, lastSeen, times) in entries)
        {
            table.AddRow(((string[])[Text(id), Time(lastSeen), Text(times), e.Reason, e.Source ?? "", e.Id ?? "", e.Message]).Select(Markup.Escape).ToArray());
        }

        Terminal.Create().Write(table);
        var (all, _) = await store.CountAsync(filter, ct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} of {all} entries"));
        Console.WriteLine(entries.Count == limit
            ? string.Create(CultureInfo.InvariantCulture, $"Next: ./cdviz quarantine --after {entries[^1].Number}, or ./cdviz quarantine show ID")
            : "Next: ./cdviz quarantine show ID");
        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(QuarantineReader store, long number, CancellationToken ct)
    {
        if (await store.AtAsync(number, ct) is not var (id, e, received, lastSeen, times))
        {
            throw new CommandFailed(ExitCode.No, $"There is no entry {number}.");
        }

        foreach (var (name, value) in ((string, string?)[])
        [
            ("id", Text(id)), ("reason", e.Reason), ("message", e.Message), ("source", e.Source), ("event id", e.Id), ("door", e.Door), ("sender", e.Sender),
            ("content type", e.ContentType), ("first seen", Time(received)), ("last seen", Time(lastSeen)), ("times seen", Text(times)),
        ])
        {
            Console.WriteLine($"{name,-12} {value}");
        }

        foreach (var (pointer, rule, message) in e.Errors)
        {
            Console.WriteLine($"{"error",-12} {pointer} {rule} {message}");
        }

        Console.WriteLine();
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(e.Body, ct);
        await output.WriteAsync("\n"u8.ToArray(), ct);
        return ExitCode.Done;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
