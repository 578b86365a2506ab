using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace CdViz.Api.Commands.Doors;

/// <summary><c>inbox</c>: what came in and was answered before it was checked, and what became of it; drive it again.</summary>
internal static class InboxCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var limit = Given.Option("--limit", "How many, 1 to 1000, the latest.", Rules.Whole(1, 1000), () => 50);
        var filter = new FilterOptions();
        var command = new Command("inbox", "Lists what came in by webhooks, CloudEvents and cdviz.store_cdevent, and what became of it; drives it again.") { limit, Show(), Redrive() };
        filter.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            return await ListAsync(new InboxStore(database), filter.Of(parsed), parsed.GetValue(limit), ct);
        });
        return command;
    }

    private static Command Show()
    {
        var number = Given.Argument("ID", "The entry's number.", Rules.Number(1));
        var command = new Command("show", "Shows one entry: how it came in, what became of it, and its bytes as they came.") { number };
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            return await ShowAsync(new InboxStore(database), parsed.GetValue(number), ct);
        });
        return command;
    }

    private static Command Redrive()
    {
        var number = Given.MaybeArgument("ID", "The entry's number.", Rules.Number(1));
        var filter = new FilterOptions();
        var command = new Command("redrive", "Lets entries wait again; a running server takes them within a second, with the translators it has by now.") { number };
        filter.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var wanted = filter.Of(parsed);
            await using var database = await CommandDatabase.OpenAsync(ct);
            var inbox = new InboxStore(database);
            switch (parsed.GetValue(number))
            {
                case { } one when wanted == new InboxFilter():
                    if (!await inbox.RedriveAsync(one, ct))
                    {
                        throw QuarantineSheet.NotThere(one);
                    }

                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Entry {one} waits again."));
                    return ExitCode.Done;
                case null when wanted != new InboxFilter():
                    var entries = await inbox.RedriveAsync(wanted, ct);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries} entries wait again."));
                    Console.WriteLine("Next: ./cdviz inbox --state failed");
                    return ExitCode.Done;
                default:
                    throw CommandFailed.WrongUse("Name one entry, or say which by --state, --source, --translator, --from and --to.");
            }
        });
        return command;
    }

    private static async Task<int> ListAsync(InboxStore inbox, InboxFilter filter, int limit, CancellationToken ct)
    {
        List<InboxEntry> entries = [];
        for (var cut = true; cut && entries.Count < limit;)
        {
            (var some, cut) = await inbox.LatestAsync(filter, entries is [.., var last] ? (last.ReceivedAt, last.Number) : null, limit - entries.Count, ct);
            entries.AddRange(some);
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["id", "received", "source", "state", "translators", "events", "remark"])
        {
            table.AddColumn(column);
        }

        foreach (var entry in entries)
        {
            table.AddRow(((string[])
            [
                QuarantineSheet.Text(entry.Number), QuarantineSheet.Time(entry.ReceivedAt), entry.Source ?? entry.Delivery.Door, entry.State, string.Join(' ', entry.Translators),
                string.Join(", ", entry.Results.GroupBy(result => result.Outcome).Select(some => string.Create(CultureInfo.InvariantCulture, $"{some.Count()} {some.Key}"))),
                entry.Remark ?? entry.Results.FirstOrDefault(result => result.Outcome is not ("appended" or "duplicate"))?.Message ?? "",
            ]).Select(Markup.Escape).ToArray());
        }

        Terminal.Create().Write(table);
        var totals = await inbox.TotalsAsync(ct);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} entries, the latest first; {totals.Waiting} wait"));
        Console.WriteLine("Next: ./cdviz inbox show ID, or ./cdviz inbox redrive ID");
        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(InboxStore inbox, long number, CancellationToken ct)
    {
        var entry = await inbox.AtAsync(number, ct) ?? throw QuarantineSheet.NotThere(number);
        foreach (var (name, value) in ((string, string?)[])
        [
            ("id", QuarantineSheet.Text(entry.Number)), ("state", entry.State), ("remark", entry.Remark), ("door", entry.Delivery.Door), ("source", entry.Source),
            ("sender", entry.Delivery.Sender), ("translators", string.Join(' ', entry.Translators)), ("content type", entry.Delivery.ContentType),
            ("received", QuarantineSheet.Time(entry.ReceivedAt)), ("taken", entry.ProcessedAt is { } taken ? QuarantineSheet.Time(taken) : null),
            ("due", entry.DueAt is { } due ? QuarantineSheet.Time(due) : null), ("attempts", QuarantineSheet.Text(entry.Attempts)),
            .. (entry.Delivery.Headers ?? new Dictionary<string, string>()).Select(header => ("header", (string?)$"{header.Key}: {header.Value}")),
            .. entry.Results.Select(result => ("event", (string?)$"{result.Outcome}: {result.Message} ({result.Source} {result.Id})")),
        ])
        {
            Console.WriteLine($"{name,-12} {value}".TrimEnd());
        }

        Console.WriteLine();
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(entry.Body, ct);
        await output.WriteAsync("\n"u8.ToArray(), ct);
        return ExitCode.Done;
    }

    /// <summary>What says which entries are meant.</summary>
    private sealed class FilterOptions
    {
        private readonly Option<string?> state = Given.Option("--state", $"Only this state: {string.Join(", ", InboxState.All)}.", Rules.OneOf([.. InboxState.All]));
        private readonly Option<string?> source = Given.Option("--source", "Only what came from this source of the settings.", Rules.Text);
        private readonly Option<string?> translator = Given.Option("--translator", "Only what this translator has translated.", Rules.Text);
        private readonly Option<string?> from = Given.Option("--from", "Only what came in at or after this time: 2026-01-31T09:30:00Z.", Rules.Time);
        private readonly Option<string?> to = Given.Option("--to", "Only what came in before this time.", Rules.Time);

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[state, source, translator, from, to])
            {
                command.Add(option);
            }
        }

        public InboxFilter Of(ParseResult parsed) => new(
            parsed.GetValue(state), parsed.GetValue(source), parsed.GetValue(translator), QueryValue.Time(parsed.GetValue(from)), QueryValue.Time(parsed.GetValue(to)));
    }
}
