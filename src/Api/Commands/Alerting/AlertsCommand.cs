using System.CommandLine;
using System.Text.Json;

namespace CdViz.Api.Commands.Alerting;

/// <summary><c>alerts</c>: how the alerts of a server stand; silences one, sends a test message.</summary>
internal static class AlertsCommand
{
    private static readonly IReadOnlyList<Column> Columns =
    [
        new("alert", "name"), new("rule", "rule"), new("target", "target"), new("looked (UTC)", "lookedAt", Show.Time, Spare: 3), new("sent (UTC)", "sentAt", Show.Time, Spare: 1),
        new("waiting", "waiting", Show.Number), new("dead", "dead", Show.Number), new("silent until (UTC)", "silencedUntil", Show.Time), new("by", "silencedBy", Spare: 4), new("error", "error", Spare: 2),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (server, shape) = (new ServerOptions(Scopes.Admin), new ShapeOptions());
        var command = new Command("alerts", "How the alerts of a server stand: what waits, what could not be sent, what is silent.") { Silence(), Unsilence(), Redrive(), Test() };
        shape.AddTo(command);
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = server.Client(parsed);
            var items = (await client.GetAsync("alerts", ct)).GetProperty("items").EnumerateArray().ToList();
            Sheet.Write(Columns, items, shape.Of(parsed), ItemJson.Members(typeof(AlertInfo)));
            QuestionCommands.TellRest(items.Count, more: false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Silence()
    {
        var until = Given.Option("--until", "Until when: 2026-01-31T09:30:00Z.", Rules.Time, required: true);
        var why = Given.Option("--why", "Why; kept with it.", Rules.Text);
        var command = Of("silence", "Lets an alert tell nothing until a time; what happens until then is not told later either.", HttpMethod.Post, (parsed, name) => ServerQuestions.Address(
            $"alerts/{name}/silence", [("until", parsed.GetValue(until)!), .. parsed.GetValue(why) is { } reason ? [("why", reason)] : Array.Empty<(string, string)>()]), answer => $"It is silent until {answer.GetProperty("silencedUntil").GetDateTime():yyyy-MM-dd HH:mm:ss} UTC.");
        command.Options.Add(until);
        command.Options.Add(why);
        return command;
    }

    private static Command Unsilence() =>
        Of("unsilence", "Lets an alert tell again.", HttpMethod.Delete, (_, name) => $"alerts/{name}/silence", _ => "It tells again.");

    private static Command Redrive() =>
        Of("redrive", "Tries again to send what could not be sent.", HttpMethod.Post, (_, name) => $"alerts/{name}/redrive", answer => $"{answer.GetProperty("waiting").GetInt64()} messages wait to be sent.");

    private static Command Test() => Of("test", "Sends a test message.", HttpMethod.Post, (_, name) => $"alerts/{name}/test", _ => "It was taken.");

    private static Command Of(string verb, string about, HttpMethod method, Func<ParseResult, string, string> path, Func<JsonElement, string> say)
    {
        var (name, server) = (Given.Argument("NAME", "The alert.", Rules.Text), new ServerOptions(Scopes.Admin));
        var command = new Command(verb, about) { name };
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = server.Client(parsed);
            var answer = await client.ActAsync(method, path(parsed, Uri.EscapeDataString(parsed.GetValue(name)!)), ct);
            Console.WriteLine(FormattableString.Invariant($"{parsed.GetValue(name)}: {say(answer)}"));
            return ExitCode.Done;
        });
        return command;
    }
}
