using System.CommandLine;
using System.Globalization;

namespace CdViz.Api.Commands.Quarantining;

/// <summary><c>quarantine</c>: what came in and is not in the log, and why; drive it again.</summary>
internal static class QuarantineCommand
{
    private static readonly string[] States = ["open", "redriven", "all"];

    private static readonly Column[] Columns =
    [
        new("id", "id"), new("last seen", "lastSeenAt", Show.Time), new("times", "timesSeen", Spare: 2), new("state", "state", Spare: 4), new("position", "position", Show.Number, Spare: 3), new("reason", "reason"),
        new("source", "source", Spare: 1), new("event id", "contextId"), new("message", "message"),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var after = Given.Option("--after", "Only entries with a higher number.", Rules.Number(0), () => 0);
        var limit = Given.Option("--limit", "How many, 1 to 1000.", Rules.Whole(1, 1000), () => 50);
        var state = Given.Option("--state", $"Which: {string.Join(", ", States)}.", Rules.OneOf(States), () => "open");
        var (reason, source) = (Reason(), Source());
        var shape = new ShapeOptions();
        var command = new Command("quarantine", "Lists what was not understood, conflicts with the log or was refused, and why; drives it again.")
        {
            after, limit, state, reason, source, One(), Redrive(),
        };
        shape.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            var filter = new QuarantineFilter(
                parsed.GetRequiredValue(state) is "all" ? null : parsed.GetRequiredValue(state), parsed.GetValue(reason), parsed.GetValue(source));
            return await ListAsync(new QuarantineReader(database), filter, parsed.GetValue(after), parsed.GetValue(limit), shape.Of(parsed), ct);
        });
        return command;
    }

    private static Command One()
    {
        var number = Given.Argument("ID", "The entry's number.", Rules.Number(1));
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
        var number = Given.MaybeArgument("ID", "The entry's number.", Rules.Number(1));
        var all = Given.Flag("--all", "All open entries.");
        var lenient = Given.Flag("--lenient", "Let violations of the content pass as warnings, whoever sent it.");
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

    private static Option<string?> Reason() =>
        Given.Option("--reason", $"Only this reason: {string.Join(", ", QuarantineReason.All)}.", Rules.OneOf(QuarantineReason.All));

    private static Option<string?> Source() => Given.Option("--source", "Only what has this context.source.", Rules.Text);

    private static async Task<int> ListAsync(QuarantineReader quarantine, QuarantineFilter filter, long after, int limit, OutputShape shape, CancellationToken ct)
    {
        var entries = await quarantine.PageAsync(filter, after, limit, ct);
        Sheet.Write(Columns, entries.Select(QuarantineItem.Of), shape);
        if (shape is not OutputShape.Table)
        {
            return ExitCode.Done;
        }

        var (all, _) = await quarantine.CountAsync(filter, ct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} of {all} entries"));
        Console.WriteLine(entries.Count == limit
            ? string.Create(CultureInfo.InvariantCulture, $"Next: ./cdviz quarantine --after {entries[^1].Number}, or ./cdviz quarantine show ID")
            : "Next: ./cdviz quarantine show ID, or ./cdviz quarantine redrive ID");
        return ExitCode.Done;
    }
}
