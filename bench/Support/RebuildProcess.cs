using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CdViz.Bench.Support;

/// <summary>A rebuild in a process of its own, so that its memory is its own.</summary>
internal static class RebuildProcess
{
    /// <summary>The command under which the program is this process; its argument is the connection string.</summary>
    public const string Command = "rebuild-once";

    /// <summary>Rebuilds pipeline_runs.</summary>
    /// <returns>Seconds from the first event to the switch, and the most memory it held.</returns>
    public static async Task<(double Seconds, double PeakMb)> RunAsync(BenchDatabase database, CancellationToken ct)
    {
        var start = new ProcessStartInfo(DotNet.Host, [typeof(RebuildProcess).Assembly.Location, Command, database.ConnectionString])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_gcServer"] = "0" },
        };
        using var process = Process.Start(start)!;
        var answer = (await process.StandardOutput.ReadToEndAsync(ct)).Split(' ');
        await process.WaitForExitAsync(ct);
        return answer.Length == 2
            ? (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException("The rebuild failed; what it said is above.");
    }

    /// <summary>The process itself.</summary>
    public static async Task<int> ServeAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var begin = Stopwatch.GetTimestamp();
        await new ProjectionEngine(database, [new PipelineRuns()]).RebuildAsync("pipeline_runs", null, keep: false, null, CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.PeakWorkingSet64 / 1e6}"));
        return 0;
    }
}
