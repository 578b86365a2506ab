using System.CommandLine;

namespace CdViz.Api.Commands;

/// <summary><c>send</c>: posts files of CDEvents to a server; <c>send --run</c>: runs a command and tells how it went.</summary>
internal static class SendCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore, Description = "JSON, arrays or NDJSON; - is standard input. With --run the command and its arguments, after '--'." };
        var server = new ServerOptions();
        var run = new RunOptions();
        var command = new Command(
            "send", "Sends CDEvents to a server; exit code 1 when it refuses any. With --run: runs a command, sends that it started and how it finished, with what its reports say; exit code is the command's.")
        {
            files,
        };
        server.AddTo(command);
        run.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var words = parsed.GetValue(files) ?? [];
            var (isRun, isKept) = (parsed.GetValue(run.Kind) is not null, parsed.GetValue(run.Kept));
            if (isKept ? isRun || words.Length > 0 : words.Length is 0)
            {
                throw CommandFailed.WrongUse(
                    isKept ? "--kept sends what was kept and nothing else: name neither files nor --run."
                    : isRun ? "Required argument missing for command: 'send --run': the command to run, after '--'."
                    : "Required argument missing for command: 'send': files, --run KIND -- COMMAND, or --kept.");
            }

            using var sender = server.Sender(parsed);
            if (isKept)
            {
                return await SendKeptAsync(run.KeptOf(parsed, sender.Url), sender, ct);
            }

            if (isRun)
            {
                var teller = new RunTeller(sender, run.KeptOf(parsed, sender.Url), run.PatienceOf(parsed), Console.Error);
                return await RunAction.RunAsync(run.Of(parsed, words), words, run.ReportsOf(parsed), teller, Console.Error);
            }

            EventFile.Check(words);
            var exitCode = ExitCode.Done;
            foreach (var file in words)
            {
                exitCode = Math.Max(exitCode, await new FileSender(file, sender, Console.Out).SendAsync(ct));
            }

            return exitCode;
        });
        return command;
    }

    /// <summary>Whether a command is to be run, which then gets the signals.</summary>
    public static bool RunsCommand(ParseResult parsed) => parsed.CommandResult.Command.Name is "send" && parsed.Tokens.Any(token => token.Value is "--run");

    private static async Task<int> SendKeptAsync(KeptEvents kept, EventSender sender, CancellationToken ct)
    {
        if (await kept.SendAsync(sender, ct) is not { } receipt)
        {
            await Console.Out.WriteLineAsync($"{kept.Path}: nothing is kept.");
            return ExitCode.Done;
        }

        foreach (var (index, id, status, errors) in receipt.Problems)
        {
            await Console.Out.WriteLineAsync($"{kept.Path}#{index}: {status} {id} {OneEvent.Text(errors)}");
        }

        await Console.Out.WriteLineAsync($"{kept.Path}: {receipt}");
        return receipt.Rejected == 0 ? ExitCode.Done : ExitCode.No;
    }
}
