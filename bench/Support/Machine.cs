using System.Runtime.InteropServices;
using Npgsql;

namespace CdViz.Bench.Support;

/// <summary>Where it was measured.</summary>
/// <param name="Date">When, UTC.</param>
/// <param name="Cores">Processors that may be used.</param>
/// <param name="Cpu">Their model.</param>
/// <param name="MemoryMb">Memory.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="PostgreSql">The database server.</param>
/// <param name="Settings">Settings of the database server that matter here.</param>
internal sealed record Machine(
    DateTime Date, int Cores, string Cpu, long MemoryMb, string System, string Runtime, string PostgreSql, IReadOnlyDictionary<string, string> Settings)
{
    private const string VersionSql = """
        select current_setting('server_version') || coalesce(', TimescaleDB ' || (select extversion from pg_extension where extname = 'timescaledb'), '')
        """;

    private const string SettingsSql = """
        select name, current_setting(name) from pg_settings
        where name = any('{fsync,synchronous_commit,full_page_writes,shared_buffers,wal_level,max_wal_size,commit_delay,jit,max_connections}')
        order by name
        """;

    /// <summary>Looks around.</summary>
    public static Task<Machine> LookAsync(BenchDatabase database, TimeProvider time, CancellationToken ct) => LookAsync(database.DataSource, time, ct);

    /// <summary>The same by any connection.</summary>
    public static async Task<Machine> LookAsync(NpgsqlDataSource database, TimeProvider time, CancellationToken ct)
    {
        var settings = new Dictionary<string, string>();
        await using var command = database.CreateCommand(SettingsSql);
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                settings.Add(reader.GetString(0), reader.GetString(1));
            }
        }

        await using var asked = database.CreateCommand(VersionSql);
        var version = (string)(await asked.ExecuteScalarAsync(ct))!;
        return new(
            time.GetUtcNow().UtcDateTime, Environment.ProcessorCount, CpuModel(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024,
            RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, version, settings);
    }

    private static string CpuModel() =>
        (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null)
            ?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
