using System.Diagnostics;

namespace CdViz.Api.Tests.Running;

/// <summary>Signals to processes. By the shell, whose own <c>kill</c> is on every machine; the program of that name is not.</summary>
internal static class Signal
{
    /// <summary>Sends one.</summary>
    /// <param name="name">Without SIG: TERM, QUIT.</param>
    /// <param name="process">Number of the process.</param>
    public static async Task SendAsync(string name, string process)
    {
        using var shell = Process.Start("/bin/sh", ["-c", "kill -\"$0\" \"$1\"", name, process]);
        await shell.WaitForExitAsync(Answers.Ct);
        shell.ExitCode.ShouldBe(0, $"kill -{name} {process}");
    }
}
