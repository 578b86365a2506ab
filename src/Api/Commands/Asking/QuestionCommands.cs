using System.CommandLine;

namespace CdViz.Api.Commands.Asking;

/// <summary>The commands that ask a running server.</summary>
internal static class QuestionCommands
{
    private const int UsualLimit = 50;

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All() => [.. Questions.All.Select(Create), EventsCommand.Create(), ArtifactCommand.Create(), DoraCommand.Create(), TraceCommand.Create()];

    /// <summary>How many items are shown.</summary>
    public static Option<int> Limit() =>
        Given.Option("--limit", $"How many at most; {UsualLimit} when left out.", Rules.Whole(1, 1_000_000), () => UsualLimit);

    /// <summary>Says on standard error that there was nothing, or that there is more.</summary>
    public static void TellRest(int shown, bool more)
    {
        if (shown == 0)
        {
            Console.Error.WriteLine("Nothing found.");
        }
        else if (more)
        {
            Console.Error.WriteLine($"{shown} shown; there are more: --limit {shown * 10}");
        }
    }

    private static Command Create(Question question)
    {
        var (filters, server, shape) = (new Filters(question.Query), new ServerOptions(question.Scope), new ShapeOptions());
        var command = new Command(question.Name, $"{question.About} Times are UTC.");
        var argument = question.Argument is var (name, rule) ? Given.Argument(name, rule.Allowed, rule) : null;
        if (argument is not null)
        {
            command.Arguments.Add(argument);
        }

        filters.AddTo(command);
        var limit = Filters.Parameters(question.Query).Any(parameter => parameter.Name is "limit") ? Limit() : null;
        if (limit is not null)
        {
            command.Options.Add(limit);
        }

        shape.AddTo(command);
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = server.Client(parsed);
            var path = argument is null ? question.Path : question.Path.Replace("{metric}", Uri.EscapeDataString(parsed.GetRequiredValue(argument)), StringComparison.Ordinal);
            var (items, more) = await client.ListAsync(
                path, [.. filters.Of(parsed)], limit is null ? null : parsed.GetValue(limit), ServerQuestions.ByCursor, ct);
            Sheet.Write(question.Columns, items, shape.Of(parsed), ItemJson.Members(question.Item));
            TellRest(items.Count, more);
            return ExitCode.Done;
        });
        return command;
    }
}
