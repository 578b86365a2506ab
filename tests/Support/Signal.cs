using System.Diagnostics;

namespace CdViz.Support;

/// <summary>Signals to processes. By the shell, whose own <c>kill</c> is on every machine; the program of that name is not.</summary>
public static class Signal
{
    /// <summary>Sends one.</summary>
    /// <param name="name">Without SIG: TERM, QUIT, KILL.</param>
    /// <param name="process">Number of the process.</param>
    /// <exception cref="InvalidOperationException">There is no such process.</exception>
    public static async Task SendAsync(string name, string process)
    {
        using var shell = Process.Start("/bin/sh", ["-c", "kill -\"$0\" \"$1\"", name, process]);
        await shell.WaitForExitAsync(CancellationToken.None);
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"kill -{name} {process} ended with {shell.ExitCode}.");
        }
    }
}
