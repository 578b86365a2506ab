using System.CommandLine;
using System.Globalization;
using System.Reflection;

namespace CdViz.Api.Commands.Completion;

/// <summary><c>completion</c>: what a shell runs so that Tab completes commands, options and values; <c>complete</c>: what it asks then.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    /// <summary>Commands of the script that the program does not have, with their options.</summary>
    public static IReadOnlyDictionary<string, string[]> OfTheScript { get; } = new Dictionary<string, string[]>
    {
        ["up"] = ["--urls"],
        ["db"] = [],
        ["psql"] = [],
        ["down"] = ["--delete"],
        ["env"] = [],
        ["test"] = ["--filter"],
        ["format"] = [],
        ["bench"] = [],
        ["contract"] = [],
        ["new"] = ["projection"],
        ["help"] = [],
    };

    /// <summary><c>completion</c>.</summary>
    public static Command Create()
    {
        var shell = Given.Argument("SHELL", $"{string.Join(", ", Shells)}.", Rules.OneOf(Shells));
        var command = new Command("completion", "Prints what makes a shell complete this command. bash: eval \"$(./cdviz completion bash)\"; zsh the same; fish: ./cdviz completion fish | source")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            using var script = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"completion.{parsed.GetRequiredValue(shell)}")!);
            Console.Out.Write(script.ReadToEnd());
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary><c>complete</c>: prints what may stand at a place of a command line, one on each line.</summary>
    public static Command Complete()
    {
        var position = new Argument<string>("POSITION");
        var line = new Argument<string>("LINE");
        var command = new Command("complete", "What may stand at a place of a command line.") { position, line };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var at = int.TryParse(parsed.GetRequiredValue(position), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
            foreach (var word in Words(parsed.GetRequiredValue(line), at))
            {
                Console.Out.WriteLine(word);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What may stand at a place of a line, which begins with the program's name.</summary>
    public static IReadOnlyList<string> Words(string line, int position)
    {
        line = line[..Math.Min(position, line.Length)];
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var typed = line.EndsWith(' ') ? "" : words[^1];
        if (words.Length > 1 && OfTheScript.TryGetValue(words[1], out var options) && (words.Length > 2 || typed.Length == 0))
        {
            return [.. options.Where(option => option.StartsWith(typed, StringComparison.Ordinal))];
        }

        // The name is what the line begins with, whatever path leads to it.
        var rest = line[Math.Min(line.Length, words[0].Length)..];
        var parsed = CommandLine.Root().Parse($"cdviz{rest}");
        var found = parsed.GetCompletions(rest.Length + "cdviz".Length).Select(completion => completion.InsertText ?? completion.Label);
        return
        [
            .. (words.Length == 1 || (words.Length == 2 && typed.Length > 0) ? found.Concat(OfTheScript.Keys) : found)
                .Where(word => word.StartsWith(typed, StringComparison.Ordinal) && word is not ("-?" or "/?" or "/h" or "-h")).Distinct().Order(StringComparer.Ordinal),
        ];
    }
}
