namespace CdViz.Api.Commands;

/// <summary>Ends a command with one line for its user: what is wrong and how to mend it.</summary>
internal class CommandFailed(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line, a setting or a file is wrong.</summary>
    public static CommandFailed WrongUse(string message) => new(Commands.ExitCode.WrongUse, message);

    /// <summary>The database or the server is not there.</summary>
    public static CommandFailed Unavailable(string message, Exception? inner = null) => new(Commands.ExitCode.Unavailable, message, inner);
}
