using System.Diagnostics;

namespace CdViz.Bench.Faults;

/// <summary><c>projections verify --all</c>.</summary>
internal static class Verification
{
    /// <summary>Runs it.</summary>
    /// <returns>What it said of the projections whose rows a rebuild does not give.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string connectionString, CancellationToken ct)
    {
        var start = new ProcessStartInfo(DotNet.Host, [Path.Combine(AppContext.BaseDirectory, "CdViz.Api.dll"), "projections", "verify", "--all"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ConnectionStrings__EventStore"] = connectionString },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var said = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0
            ? []
            : [.. said.Split('\n').Where(line => line.EndsWith(" differ", StringComparison.Ordinal)).DefaultIfEmpty($"verify ended with {process.ExitCode}: {await errors}")];
    }
}
