using System.Diagnostics;
using System.Text;

namespace CdViz.Api.Tests.Running;

/// <summary>A folder with a <c>package.json</c>: programs that others made, in JavaScript. Needs Node.js.</summary>
internal static class NodePackage
{
    /// <summary>Has npm put its dependencies into place as its lock file says, unless they are there.</summary>
    public static async Task InstallAsync(string folder)
    {
        var (wanted, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(wanted))
        {
            await RunAsync(folder, "npm", ["ci", "--ignore-scripts", "--no-progress"], "");
        }
    }

    /// <summary>Runs a program in the folder and returns what it writes.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message has what it wrote.</exception>
    public static async Task<string> RunAsync(string folder, string program, IReadOnlyList<string> arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Answers.Ct), process.StandardError.ReadToEndAsync(Answers.Ct));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Answers.Ct).WaitAsync(TimeSpan.FromMinutes(5), Answers.Ct);
        return process.ExitCode is 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}{await output}");
    }
}
