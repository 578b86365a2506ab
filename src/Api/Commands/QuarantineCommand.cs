using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace CdViz.Api.Commands;

/// <summary><c>quarantine</c>: what came in and is not in the log, and why; drive it again.</summary>
internal static class QuarantineCommand
{
    private static readonly string[] States = ["open", "redriven", "all"];

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
        var state = new Option<string>("--state") { DefaultValueFactory = _ => "open", Description = $"Which: {string.Join(", ", States)}." };
        OneOf(state, States);
        var (reason, source) = (Reason(), Source());
        var command = new Command("quarantine", "Lists what was not understood, conflicts with the log or was refused, and why; drives it again.")
        {
            after, limit, state, reason, source, Show(), Redrive(),
        };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            var filter = new QuarantineFilter(
                parsed.GetRequiredValue(state) is "all" ? null : parsed.GetRequiredValue(state), parsed.GetValue(reason), parsed.GetValue(source));
            return await ListAsync(new QuarantineReader(database), filter, parsed.GetValue(after), parsed.GetValue(limit), ct);
        });
        return command;
    }

    private static Command Show()
    {
        var number = new Argument<long>("ID") { Description = "The entry's number." };
        var command = new Command("show", "Shows one entry: why, how it came in, what was tried since, and its bytes as they came.") { number };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            return await QuarantineSheet.ShowAsync(new QuarantineReader(database), parsed.GetValue(number), ct);
        });
        return command;
    }

    private static Command Redrive()
    {
        var number = new Argument<long?>("ID") { Arity = ArgumentArity.ZeroOrOne, Description = "The entry's number." };
        var all = new Option<bool>("--all") { Description = "All open entries." };
        var lenient = new Option<bool>("--lenient") { Description = "Let violations of the content pass as warnings, whoever sent it." };
        var (reason, source) = (Reason(), Source());
        var command = new Command("redrive", "Drives entries again: what is understood now gets its place in the log. Exit code 1 when any does not.")
        {
            number, all, reason, source, lenient,
        };
        command.SetAction((parsed, ct) => (parsed.GetValue(number), parsed.GetValue(all), parsed.GetValue(reason) ?? parsed.GetValue(source)) switch
        {
            ({ } one, false, null) => QuarantineDrive.OneAsync(one, parsed.GetValue(lenient), ct),
            (null, true, _) => QuarantineDrive.AllAsync(
                new QuarantineFilter("open", parsed.GetValue(reason), parsed.GetValue(source)), parsed.GetValue(lenient), ct),
            _ => throw CommandFailed.WrongUse("Name one entry, or say --all, to which --reason and --source may be added."),
        });
        return command;
    }

    private static Option<string?> Reason()
    {
        var reason = new Option<string?>("--reason") { Description = $"Only this reason: {string.Join(", ", QuarantineReason.All)}." };
        OneOf(reason, QuarantineReason.All);
        return reason;
    }

    private static void OneOf(Option option, IReadOnlyList<string> words) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var given }] && !words.Contains(given))
        {
            result.AddError($"{option.Name} is '{given}'; allowed: {string.Join(", ", words)}.");
        }
    });

    private static Option<string?> Source() => new("--source") { Description = "Only what has this context.source." };

    private static async Task<int> ListAsync(QuarantineReader quarantine, QuarantineFilter filter, long after, int limit, CancellationToken ct)
    {
        var entries = await quarantine.PageAsync(filter, after, limit, ct);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["id", "last seen", "times", "state", "reason", "source", "event id", "message"])
        {
            table.AddColumn(column);
        }

        foreach (var entry in entries)
        {
            var e = entry.Event;
            table.AddRow(((string[])
            [
                QuarantineSheet.Text(entry.Number), QuarantineSheet.Time(entry.LastSeenAt), QuarantineSheet.Text(entry.TimesSeen),
                entry.Position is { } position ? $"{entry.State} {QuarantineSheet.Text(position)}" : entry.State,
                e.Reason, e.Source ?? "", e.Id ?? "", e.Message,
            ]).Select(Markup.Escape).ToArray());
        }

        Terminal.Create().Write(table);
        var (all, _) = await quarantine.CountAsync(filter, ct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} of {all} entries"));
        Console.WriteLine(entries.Count == limit
            ? string.Create(CultureInfo.InvariantCulture, $"Next: ./cdviz quarantine --after {entries[^1].Number}, or ./cdviz quarantine show ID")
            : "Next: ./cdviz quarantine show ID, or ./cdviz quarantine redrive ID");
        return ExitCode.Done;
    }
}
