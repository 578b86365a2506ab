using System.CommandLine;
using JasperFx;
using Spectre.Console;

namespace CdViz.Api.Commands;

/// <summary><c>marten</c>: the commands that Marten brings, on this store. Those that would run beside the servers, or empty the log, are refused.</summary>
internal static class MartenCommand
{
    private const string Allowed = "projections list, projections rebuild, db-assert, resources list, resources check, resources statistics";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var words = new Argument<string[]>("COMMAND") { Arity = ArgumentArity.OneOrMore, Description = $"One of {Allowed}; with options as Marten has them." };
        var command = new Command("marten", "Runs one of Marten's own commands on the database: how it stands, and whether it is as Marten needs it.") { TreatUnmatchedTokensAsErrors = false };
        command.Arguments.Add(words);
        command.SetAction(async (parsed, ct) =>
        {
            string[] given = [.. parsed.Tokens.Select(token => token.Value).SkipWhile(word => word != command.Name).Skip(1)];
            var wanted = string.Join(' ', given.Take(given[0] is "projections" or "resources" ? 2 : 1));
            if (!Allowed.Split(", ").Contains(wanted, StringComparer.Ordinal))
            {
                throw CommandFailed.WrongUse($"marten does not run '{wanted}'. It runs {Allowed}.");
            }

            AnsiConsole.Console = Terminal.Create();
            await using var database = await CommandDatabase.OpenAsync(ct);
            await using var app = Server.Build(SettingsReader.Read(SettingsReader.Sources()));
            return await app.RunJasperFxCommands(given) == 0 ? ExitCode.Done : ExitCode.No;
        });
        return command;
    }
}
