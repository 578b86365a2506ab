using System.CommandLine;

namespace CdViz.Api.Commands;

/// <summary><c>send</c>: posts files of CDEvents to a server.</summary>
internal static class SendCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "JSON, arrays or NDJSON; - is standard input." };
        var server = new ServerOptions();
        var command = new Command("send", "Sends CDEvents to a server; exit code 1 when it refuses any.") { files };
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            EventFile.Check(parsed.GetRequiredValue(files));
            using var sender = server.Sender(parsed);
            var exitCode = ExitCode.Done;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                exitCode = Math.Max(exitCode, await new FileSender(file, sender, Console.Out).SendAsync(ct));
            }

            return exitCode;
        });
        return command;
    }
}
