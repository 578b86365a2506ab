using System.CommandLine;
using System.CommandLine.Help;
using System.Net.Sockets;
using Npgsql;

namespace CdViz.Api.Commands;

/// <summary>The tree of commands, and the one place where a failure becomes an exit code and a line of text.</summary>
internal static class CommandLine
{
    private const string Trace = "CDVIZ_TRACE";

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors is [.., var error])
        {
            await Console.Error.WriteLineAsync($"{error.Message} '--help' shows what is understood.");
            return ExitCode.WrongUse;
        }

        // The handler of Ctrl-C gives a server time to drain; see HostOptions.ShutdownTimeout.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (Exception fault)
        {
            var (exitCode, line) = Explain(fault);
            await Console.Error.WriteLineAsync(Environment.GetEnvironmentVariable(Trace) is null ? line : $"{line}{Environment.NewLine}{fault}");
            return exitCode;
        }
    }

    // Not a RootCommand, which would call itself by the name of the assembly.
    private static Command Root() => new("cdviz", "Keeps the evidence of software delivery: CDEvents in, an ordered log, read tables out.")
    {
        new HelpOption(),
        new VersionOption(),
        ServeCommand.Create(),
        SendCommand.Create(),
        DemoCommand.Create(),
        ProjectionsCommand.Create(),
        InboxCommand.Create(),
        QuarantineCommand.Create(),
        TranslateCommand.Create(),
        ImportCommand.Create(),
        CheckCommand.Create(),
        ConfigCommand.Create(),
        SchemaCommand.Create(),
        MartenCommand.Create(),
        CodegenCommand.Create(),
    };

    private static (int ExitCode, string Line) Explain(Exception fault) => fault switch
    {
        CommandFailed failed => (failed.ExitCode, failed.Message),
        OperationCanceledException => (ExitCode.No, "Stopped before the end."),
        ProjectionFileException wrong => (ExitCode.WrongUse, wrong.Message),
        ScriptException wrong => (ExitCode.WrongUse, wrong.Message),
        MigrationException wrong => (ExitCode.Unavailable, wrong.Message),
        PostgresException refused => (ExitCode.Unavailable,
            $"The database refused: {refused.MessageText} (SQLSTATE {refused.SqlState}). ConnectionStrings__EventStore says which it is."),
        NpgsqlException or SocketException => (ExitCode.Unavailable,
            $"The database does not answer: {fault.Message} './cdviz db' starts one; ConnectionStrings__EventStore says where it is."),
        HttpRequestException => (ExitCode.Unavailable, $"The server does not answer: {fault.Message} './cdviz up' starts one; --url says where it is."),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (ExitCode.WrongUse, fault.Message),
        _ => (ExitCode.Unavailable, $"An internal fault: {fault.GetType().Name}: {fault.Message} Please report it, with what {Trace}=1 adds to this."),
    };
}
