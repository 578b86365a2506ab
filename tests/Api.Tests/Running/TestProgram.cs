using System.Diagnostics;

namespace CdViz.Api.Tests.Running;

/// <summary>The program in a process of its own.</summary>
internal static class TestProgram
{
    /// <summary>The program where it is built, with what it is shipped with: beside the tests lie libraries of theirs, which Marten's commands look into.</summary>
    public static readonly string Assembly = Path.Combine(
        AppContext.BaseDirectory.Replace(Path.Combine("tests", "Api.Tests"), Path.Combine("src", "Api"), StringComparison.Ordinal), "CdViz.Api.dll");

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        IReadOnlyList<string> arguments, string input = "", params (string Name, string? Value)[] environment)
    {
        using var process = Start(arguments, environment);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Answers.Ct), process.StandardError.ReadToEndAsync(Answers.Ct));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Answers.Ct).WaitAsync(TimeSpan.FromMinutes(2), Answers.Ct);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command.</summary>
    public static Process Start(IReadOnlyList<string> arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
