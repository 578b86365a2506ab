using System.Globalization;

namespace CdViz.Bench.Support;

/// <summary>CPU time of all processes of a PostgreSQL server, where it runs on this machine under Linux.</summary>
internal sealed class DatabaseCpu
{
    private readonly int? postmaster;

    private DatabaseCpu(int? postmaster) => this.postmaster = postmaster;

    /// <summary>Finds the server's processes.</summary>
    public static async Task<DatabaseCpu> OfAsync(BenchDatabase database, CancellationToken ct)
    {
        var backend = await database.AskAsync<int>("select pg_backend_pid()", ct);
        return new(Stat(backend) is { Command: "postgres" } stat ? stat.Parent : null);
    }

    /// <summary>What they have used up to now, those that have ended included; null where it cannot be seen.</summary>
    public TimeSpan? Used()
    {
        if (postmaster is not { } root || Stat(root) is not { } own)
        {
            return null;
        }

        var ticks = own.Ticks + own.ChildTicks + Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid) ? Stat(pid) : null)
            .Where(stat => stat?.Parent == root)
            .Sum(stat => stat!.Ticks);
        // The kernel counts in hundredths of a second on every machine .NET runs on.
        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    private static ProcessStat? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new(
                text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..text.LastIndexOf(')')], int.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture),
                long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record ProcessStat(string Command, int Parent, long Ticks, long ChildTicks);
}
