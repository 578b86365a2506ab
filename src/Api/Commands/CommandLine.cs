using System.CommandLine;
using System.CommandLine.Help;
using System.Net.Sockets;
using Npgsql;

namespace CdViz.Api.Commands;

/// <summary>The tree of commands, and the one place where a failure becomes an exit code and a line of text.</summary>
internal static class CommandLine
{
    private const string Trace = "CDVIZ_TRACE";

    private static readonly Option<string?> Config = FileOfSettings();

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args is ["help", .. var command] ? [.. command, "--help"] : args);
        if (Wrong(parsed) is { } error)
        {
            await Console.Error.WriteLineAsync($"{error} '--help' shows what is understood.");
            return ExitCode.WrongUse;
        }

        SettingsFile.Named = parsed.GetValue(Config) ?? SettingsFile.Named;

        // The handler of Ctrl-C gives a server time to drain; see HostOptions.ShutdownTimeout.
        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = SendCommand.RunsCommand(parsed) ? null : TimeSpan.FromMinutes(1),
        };
        try
        {
            return await CommandAudit.RunAsync(parsed, () => parsed.InvokeAsync(invocation));
        }
        catch (Exception fault)
        {
            var (exitCode, line) = Explain(fault);
            await Console.Error.WriteLineAsync(Environment.GetEnvironmentVariable(Trace) is null ? line : $"{line}{Environment.NewLine}{fault}");
            return exitCode;
        }
    }

    /// <summary>What is wrong with a command line, or null. Of several things the last is the most particular.</summary>
    public static string? Wrong(ParseResult parsed) => Mistyped.In(parsed) ?? (parsed.Errors is [.., var error] ? error.Message : null);

    // Not a RootCommand, which would call itself by the name of the assembly.
    /// <summary>All commands.</summary>
    public static Command Root()
    {
        var root = new Command("cdviz", "Keeps the evidence of software delivery: CDEvents in, an ordered log, read tables out.") { new HelpOption(), new VersionOption(), Config };
        foreach (var command in Commands())
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    private static Option<string?> FileOfSettings()
    {
        var option = Given.Option("--config", "A file of settings, JSON, YAML or TOML, with the keys of appsettings.json; CDVIZ_CONFIG when left out. The environment overrides it.", Rules.Text);
        option.Recursive = true;
        return option;
    }

    private static IEnumerable<Command> Commands() =>
    [
        ServeCommand.Create(),
        SendCommand.Create(),
        EmitCommand.Create(),
        DemoCommand.Create(),
        .. QuestionCommands.All(),
        ProjectionsCommand.Create(),
        AlertsCommand.Create(),
        InboxCommand.Create(),
        SubscriptionsCommand.Create(),
        QuarantineCommand.Create(),
        TranslateCommand.Create(),
        ImportCommand.Create(),
        CheckCommand.Create(),
        ConfigCommand.Create(),
        ImportConfigCommand.Create(),
        SchemaCommand.Create(),
        MartenCommand.Create(),
        CodegenCommand.Create(),
        CompletionCommand.Create(),
        CompletionCommand.Complete(),
    ];

    private static (int ExitCode, string Line) Explain(Exception fault) => fault switch
    {
        CommandFailed failed => (failed.ExitCode, failed.Message),
        OperationCanceledException { InnerException: TimeoutException } => (ExitCode.Unavailable, "The server does not answer in time; --url says where it is."),
        OperationCanceledException => (ExitCode.No, "Stopped before the end."),
        ProjectionFileException wrong => (ExitCode.WrongUse, wrong.Message),
        ScriptException wrong => (ExitCode.WrongUse, wrong.Message),
        MigrationException wrong => (ExitCode.Unavailable, wrong.Message),
        PostgresException { SqlState: ['2', '8', ..] } refused => (ExitCode.Unavailable,
            $"The database lets nobody in by this login: {refused.MessageText}. ConnectionStrings__EventStore has the user and the password."),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } refused => (ExitCode.Unavailable,
            $"There is no such database: {refused.MessageText}. ConnectionStrings__EventStore says which it is."),
        PostgresException refused => (ExitCode.Unavailable,
            $"The database refused: {refused.MessageText} (SQLSTATE {refused.SqlState}). ConnectionStrings__EventStore says which it is."),
        NpgsqlException or SocketException => (ExitCode.Unavailable,
            $"The database does not answer: {fault.Message} './cdviz db' starts one; ConnectionStrings__EventStore says where it is."),
        HttpRequestException => (ExitCode.Unavailable, $"The server does not answer: {fault.Message} './cdviz up' starts one; --url says where it is."),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (ExitCode.WrongUse, fault.Message),
        _ => (ExitCode.Unavailable, $"An internal fault: {fault.GetType().Name}: {fault.Message} Please report it, with what {Trace}=1 adds to this."),
    };
}
