namespace CdViz.Api.Commands.Running;

/// <summary>Finds a command as a shell does: by its path, or in the folders of PATH, never beside this program.</summary>
internal static class CommandPath
{
    /// <summary>Exit code where there is no such command.</summary>
    public const int NotFound = 127;

    /// <summary>Exit code where it is there and cannot be run.</summary>
    public const int NotExecutable = 126;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Where it is, or the exit code that says why it cannot be run.</summary>
    public static (string? Path, int ExitCode) Find(string command)
    {
        if (OperatingSystem.IsWindows())
        {
            return (command, 0);
        }

        var candidates = command.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(command)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, command));
        var found = candidates.Where(File.Exists).ToList();
        return found.Find(path => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Executable) is not 0) is { } runs
            ? (runs, 0)
            : (null, found.Count > 0 || Directory.Exists(command) ? NotExecutable : NotFound);
    }
}
