using System.Buffers;
using System.CommandLine;
using System.Globalization;
using CdViz.Api.Demo;
using Spectre.Console;

namespace CdViz.Api.Commands;

/// <summary><c>demo</c>: sends a month of a made-up company's delivery to a server.</summary>
internal static class DemoCommand
{
    private const int EventsAtOnce = 500;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var seed = Given.Option("--seed", "Another seed, another history.", Rules.Whole(0, int.MaxValue), () => 1);
        var days = Given.Option("--days", "How many days it lasts, 1 to 366.", Rules.Whole(1, 366), () => 30);
        var until = Given.Option(
            "--until", "The history ends before this day begins; today when left out.", Rules.Day, () => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        var output = Given.Option("--output", "Sends nothing and writes the events into this file, one per line; - is standard output.", Rules.Text);
        var drafts = Given.Flag("--drafts", "Approvals too, which only the draft of the next release has; for a server with Admission:Drafts.");
        var mix = Given.Flag("--mix", "Sends it also beside another history of the same company, which makes a muddle of both.");
        var server = new ServerOptions();
        var command = new Command(
            "demo",
            "Sends a believable month of a small company's delivery; the same data for the same --seed, --days and --until, which all make up the history. "
            + "A server that has another history of it is left alone.")
        {
            seed, days, until, drafts, output, mix,
        };
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (chosen, end, length) = (parsed.GetValue(seed), parsed.GetValue(until), parsed.GetValue(days));
            var events = DemoCompany.Events(chosen, end, length, parsed.GetValue(drafts));
            if (parsed.GetValue(output) is { } file)
            {
                return await WriteAsync(events, file, ct);
            }

            List<DemoEvent> all = [.. events];
            if (!parsed.GetValue(mix))
            {
                using var client = server.Client(parsed);
                await OtherHistory.RefuseAsync(client, all, ct);
            }

            using var sender = server.Sender(parsed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Telling {length} days until {end:yyyy-MM-dd}, seed {chosen}"));
            return await SendAsync(all, sender, ct);
        });
        return command;
    }

    private static async Task<int> WriteAsync(IEnumerable<DemoEvent> events, string file, CancellationToken ct)
    {
        await using var stream = file is "-" ? Console.OpenStandardOutput() : File.Create(file);
        foreach (var some in events.Chunk(EventsAtOnce))
        {
            await stream.WriteAsync(Lines(some), ct);
        }

        return ExitCode.Done;
    }

    private static async Task<int> SendAsync(List<DemoEvent> events, EventSender sender, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        var total = new ManyReceipt();
        await Terminal.Create().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("sending", maxValue: events.Count);
                foreach (var some in events.Chunk(EventsAtOnce))
                {
                    total.Add(await sender.ManyAsync(Lines(some), ct));
                    bar.Increment(some.Length);
                }
            });
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"{total}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s, {events.Count / seconds:0} events/s"));
        Console.WriteLine($"Next: ./cdviz deployments, ./cdviz dora --by week, or curl '{new Uri(sender.Url, "deployments")}'");
        return total.Rejected == 0 ? ExitCode.Done : ExitCode.No;
    }

    private static ReadOnlyMemory<byte> Lines(DemoEvent[] events)
    {
        var lines = new ArrayBufferWriter<byte>(events.Sum(e => e.Json.Length + 1));
        foreach (var e in events)
        {
            lines.Write(e.Json.Span);
            lines.Write("\n"u8);
        }

        return lines.WrittenMemory;
    }
}
