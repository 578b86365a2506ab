using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;

namespace CdViz.Api.Commands;

/// <summary>Has commands that change something in the database written down, as the server has requests.</summary>
internal static partial class CommandAudit
{
    private static readonly string[] Changing =
        ["import", "inbox redrive", "quarantine redrive", "projections rebuild", "projections switch", "projections drop", "projections retry", "projections skip", "projections remove"];

    /// <summary>Runs a command.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Task<int>> run)
    {
        var words = Path(parsed.CommandResult);
        if (parsed.Action is not AsynchronousCommandLineAction || !Array.Exists(Changing, some => words == some || words.StartsWith($"{some} ", StringComparison.Ordinal)))
        {
            return await run();
        }

        var source = SettingsReader.Read(SettingsReader.Sources()).EventStore;
        if (source.Length == 0)
        {
            return await run();
        }

        await using var database = NpgsqlDataSource.Create(source);
        var audit = new AuditStore(database);
        var began = Stopwatch.GetTimestamp();
        long number;
        try
        {
            var arguments = string.Join(' ', parsed.Tokens.Select(token => token.Value));
            number = await audit.BeginAsync(new(Environment.UserName, Environment.MachineName, "command", $"cdviz {words}", WithoutSecrets(arguments), null), CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // No database, or one that was never made: the command says so.
            return await run();
        }

        try
        {
            var exit = await run();
            await audit.EndAsync(number, exit == ExitCode.Done ? AuditOutcome.Done : AuditOutcome.Failed, exit, Stopwatch.GetElapsedTime(began), CancellationToken.None);
            return exit;
        }
        catch (Exception fault) when (fault is not NpgsqlException)
        {
            await audit.EndAsync(number, AuditOutcome.Failed, (fault as CommandFailed)?.ExitCode, Stopwatch.GetElapsedTime(began), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Arguments without what stands in connection strings and tokens.</summary>
    internal static string WithoutSecrets(string arguments) => Secret().Replace(arguments, "$1$2***");

    private static string Path(CommandResult result) => result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}".Trim() : "";

    [GeneratedRegex(@"(password|pwd|token|secret)(=|\s+)[^;\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
