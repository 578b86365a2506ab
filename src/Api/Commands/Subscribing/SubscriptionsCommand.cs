using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace CdViz.Api.Commands.Subscribing;

/// <summary><c>subscriptions</c>: what goes out, and how far it has come; pause, go on, go back, let go, try again, make and remove.</summary>
internal static class SubscriptionsCommand
{
    private const int MostHolds = 1000;

    private static readonly Column[] Columns =
    [
        new("name", "name"), new("sink", "definition", Sink), new("state", "state"), new("position", "position", Show.Number), new("lag", "lagEvents", Show.Number),
        new("seconds", "lagSeconds", Show.Seconds, Spare: 2), new("delivered", "delivered", Show.Number, Spare: 3), new("held", "held", Show.Number), new("dead", "dead", Show.Number),
        new("origin", "origin", Spare: 4), new("last error", "lastError", Spare: 1),
    ];

    private static readonly Column[] HoldColumns =
    [
        new("position", "position", Show.Number), new("state", "state"), new("tries", "attempts", Show.Number), new("waiting", "waiting", Show.Number), new("due (UTC)", "dueAt", Show.Time),
        new("stream", "stream"), new("reason", "reason", Spare: 1),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var shape = new ShapeOptions();
        var command = new Command("subscriptions", "Lists what goes out and how far it has come; pauses, resumes, rewinds, makes and removes subscriptions, lets go of events and tries them again.")
        {
            List(), One(), Pause(), Resume(), Rewind(), Skip(), Try(), Add(), Delete(),
        };
        shape.AddTo(command);
        command.SetAction((parsed, ct) => ListAsync(shape.Of(parsed), ct));
        return command;
    }

    private static Command List()
    {
        var shape = new ShapeOptions();
        var command = new Command("list", "Name, sink, state, position, lag, what is held back.");
        shape.AddTo(command);
        command.SetAction((parsed, ct) => ListAsync(shape.Of(parsed), ct));
        return command;
    }

    private static Command One()
    {
        var (name, shape) = (Name(), new ShapeOptions());
        var command = new Command("show", "Shows one: what it is, how it stands, and the subjects it holds back.") { name };
        shape.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            await using var database = await CommandDatabase.OpenAsync(ct);
            var reader = new SubscriptionReader(database);
            var one = await reader.FindAsync(parsed.GetRequiredValue(name), ct) ?? throw NotThere(parsed.GetRequiredValue(name));
            var holds = await reader.HoldsAsync(one.Name, MostHolds, ct);
            if (shape.Of(parsed) is OutputShape.Table)
            {
                Tell(one);
            }

            Sheet.Write(HoldColumns, holds, shape.Of(parsed));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Pause() => Action("pause", "Delivers nothing until it is resumed.", (store, name, ct) => store.PauseAsync(name, paused: true, ct), "is paused.");

    private static Command Resume() => Action("resume", "Goes on.", (store, name, ct) => store.PauseAsync(name, paused: false, ct), "goes on.");

    private static Command Delete() => Action("delete", "Removes one, and how far it had come.", (store, name, ct) => store.DeleteAsync(name, ct), "is removed; one of the settings comes back when a server starts.");

    private static Command Rewind()
    {
        var name = Name();
        var to = Given.Option("--to", $"Where to go on: {SubscriptionStart.Allowed}; after a position, with a time.", Start, required: true);
        var command = new Command("rewind", "Goes on elsewhere in the log: what was delivered there is delivered again.") { name, to };
        command.SetAction((parsed, ct) => DoAsync(
            parsed.GetRequiredValue(name), (store, one, token) => store.RewindAsync(one, SubscriptionStart.Of(parsed.GetRequiredValue(to))!, token), "goes on there.", ct));
        return command;
    }

    private static Command Skip()
    {
        var (name, position) = (Name(), Given.Argument("POSITION", "Position of the event.", Rules.Number(1)));
        var command = new Command("skip", "Lets go of the event at a position, which is held back or the next one: what waits behind it goes on.") { name, position };
        command.SetAction((parsed, ct) => DoAsync(
            parsed.GetRequiredValue(name), (store, one, token) => store.SkipAsync(one, parsed.GetValue(position), token), "lets go of it.", ct,
            "The event at that position is neither held back nor the next one"));
        return command;
    }

    private static Command Try()
    {
        var (name, position) = (Name(), Given.MaybeArgument("POSITION", "Only the subject whose event at this position is held back.", Rules.Number(1)));
        var command = new Command("try", "Tries now what waits for a pause to end or is dead.") { name, position };
        command.SetAction((parsed, ct) => DoAsync(
            parsed.GetRequiredValue(name), (store, one, token) => store.TryAsync(one, parsed.GetValue(position), token), "tries.", ct, "No event at that position is held back"));
        return command;
    }

    private static Command Add()
    {
        var name = Name();
        var file = new Argument<string>("FILE") { Description = "Its definition as JSON; - for standard input." };
        var command = new Command("add", "Makes one of a definition, as PUT /subscriptions/NAME takes it; one that is there gets it and stays where it is.") { name, file };
        command.SetAction(async (parsed, ct) =>
        {
            await using var input = parsed.GetRequiredValue(file) is "-" ? Console.OpenStandardInput() : File.OpenRead(parsed.GetRequiredValue(file));
            using var bytes = new MemoryStream();
            await input.CopyToAsync(bytes, ct);
            var (definition, errors) = SubscriptionBody.Parse(bytes.ToArray(), parsed.GetRequiredValue(name), Box().CanSeal);
            if (errors.Count > 0)
            {
                throw CommandFailed.WrongUse(string.Join(Environment.NewLine, errors.Select(error => $"{error.Pointer}: {error.Message}")));
            }

            return await DoAsync(
                definition!.Name, async (store, _, token) => await store.CreateAsync(definition, "command", token) || await store.ReplaceAsync(definition, token), "is there.", ct,
                $"It is one of the settings, and is changed there, or there are {SubscriptionStore.Most} already");
        });
        return command;
    }

    private static Command Action(string verb, string about, Func<SubscriptionStore, string, CancellationToken, Task<bool>> action, string done)
    {
        var name = Name();
        var command = new Command(verb, about) { name };
        command.SetAction((parsed, ct) => DoAsync(parsed.GetRequiredValue(name), action, done, ct));
        return command;
    }

    private static async Task<int> DoAsync(
        string name, Func<SubscriptionStore, string, CancellationToken, Task<bool>> action, string done, CancellationToken ct, string? otherwise = null)
    {
        await using var database = await CommandDatabase.OpenAsync(ct);
        if (!await action(new SubscriptionStore(database, Box()), name, ct))
        {
            throw otherwise is null || await new SubscriptionReader(database).FindAsync(name, ct) is null ? NotThere(name) : new CommandFailed(ExitCode.No, $"{otherwise}.");
        }

        Console.WriteLine($"Subscription {name} {done}");
        Console.WriteLine($"Next: ./cdviz subscriptions show {name}");
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(OutputShape shape, CancellationToken ct)
    {
        await using var database = await CommandDatabase.OpenAsync(ct);
        var all = await new SubscriptionReader(database).AllAsync(ct);
        Sheet.Write(Columns, all, shape);
        if (shape is OutputShape.Table)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count} subscriptions"));
            Console.WriteLine("Next: ./cdviz subscriptions show NAME");
        }

        return ExitCode.Done;
    }

    private static void Tell(SubscriptionStatus one)
    {
        foreach (var (label, value) in ((string, string?)[])
        [
            ("name", one.Name), ("origin", one.Origin), ("state", one.State), ("position", Number(one.Position)), ("lag", $"{Number(one.LagEvents)} events, {one.LagSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s"),
            ("delivered", Number(one.Delivered)), ("skipped", Number(one.Skipped)), ("failing since", Time(one.FailingSince)), ("next attempt", Time(one.RetryAt)), ("last error", one.LastError),
            ("definition", JsonSerializer.Serialize(one.Definition, SubscriptionDefinition.Json)),
        ])
        {
            if (value is { Length: > 0 })
            {
                Console.WriteLine($"{label,-14} {value}");
            }
        }
    }

    private static SecretBox Box() => SettingsReader.Read(SettingsReader.Sources()).Secrets.Box();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Sink(JsonElement definition) =>
        definition.ValueKind is JsonValueKind.Object && definition.TryGetProperty("sink", out var sink) && sink.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";

    private static Argument<string> Name() => Given.Argument("NAME", "The subscription.", Rules.Text);

    private static Rule<string> Start { get; } = new(
        SubscriptionStart.Allowed,
        (string text, out string value) =>
        {
            value = text;
            return SubscriptionStart.Of(text) is not null;
        },
        ["now", "beginning"]);

    private static CommandFailed NotThere(string name) => new(ExitCode.No, $"There is no subscription '{name}'.");
}
