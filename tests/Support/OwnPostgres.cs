using System.Diagnostics;
using System.Globalization;

namespace CdViz.Support;

/// <summary>A PostgreSQL of the caller's own, which may be stopped and crashed: <c>./cdviz db</c> of a copy of the script, which is a checkout of its own.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    /// <summary>Below the ports that the system gives to connections, and apart from those of other test programs: what is stopped for a while finds its own free again.</summary>
    private static int lastPort = 20_000 + (Environment.ProcessId % 1200 * 10);

    private readonly string folder;
    private readonly int port;

    private OwnPostgres(string folder, int port) => (this.folder, this.port) = (folder, port);

    /// <summary>True for root on a machine that has unpacked the packages already.</summary>
    public static bool IsPossible { get; } = Environment.UserName is "root" && File.Exists("/etc/debian_version")
        && Directory.Exists(Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? "/root/.cache", "cdviz", "postgresql-17-trixie"));

    /// <summary>To its empty database, as the login that owns it.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>To the same database, as its superuser.</summary>
    public string AdministratorsConnectionString => File.ReadAllText(Path.Combine(folder, ".cdviz", "administrator")).Trim();

    private string Home => Path.Combine(folder, ".cdviz", "postgres");

    /// <summary>The disk that its data lie on, where it has one of its own.</summary>
    public SmallDisk? Disk { get; private set; }

    /// <summary>Makes one whose data and WAL lie on a disk of so many bytes, and starts it.</summary>
    public static async Task<OwnPostgres> StartOnAsync(long bytes)
    {
        var own = await StartAsync();
        await own.StopAsync();
        var data = Path.Combine(own.Home, "data");
        await File.AppendAllTextAsync(Path.Combine(data, "postgresql.conf"), "\nmax_wal_size = 64MB\nmin_wal_size = 32MB\ncheckpoint_timeout = 1min\n");
        own.Disk = await SmallDisk.UnderAsync(data, bytes, "54317:54317");
        await own.StartAgainAsync();
        return own;
    }

    /// <summary>Makes one and starts it.</summary>
    /// <param name="port">Its port, or the next that is free; by default one that nobody else here asks for.</param>
    public static async Task<OwnPostgres> StartAsync(int? port = null)
    {
        var folder = Directory.CreateTempSubdirectory("cdviz-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "scripts"));
        Directory.CreateDirectory(Path.Combine(folder, "db/timescale/roles"));
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(Administrator.Root, "scripts"), "*.sh"), .. Directory.GetFiles(Path.Combine(Administrator.Root, "db/timescale/roles")),
            Path.Combine(Administrator.Root, "cdviz"),
        ];
        foreach (var file in files)
        {
            File.Copy(file, Path.Combine(folder, Path.GetRelativePath(Administrator.Root, file)));
        }

        Directory.CreateDirectory(Path.Combine(folder, ".cdviz"));
        await File.WriteAllTextAsync(Path.Combine(folder, ".cdviz", "database"), "private\n");
        var own = new OwnPostgres(folder, port ?? Interlocked.Increment(ref lastPort));
        await own.StartAgainAsync();
        return own;
    }

    /// <summary>Ends its postmaster by a signal, and waits until that is gone: KILL, as when memory runs out, or QUIT, its immediate shutdown.</summary>
    public async Task CrashAsync(string signal)
    {
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(Home, "data", "postmaster.pid")))[0];
        await Signal.SendAsync(signal, postmaster);
        await WaitFor.TrueAsync(() => Task.FromResult(!Directory.Exists($"/proc/{postmaster}")), "PostgreSQL has crashed");
    }

    /// <summary>Stops it in an orderly way.</summary>
    public Task StopAsync() => RunAsync("down");

    /// <summary>Starts it after a stop or a crash.</summary>
    public async Task StartAgainAsync() => ConnectionString = (await RunAsync("db")).Trim();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("down");
        await (Disk?.DisposeAsync() ?? ValueTask.CompletedTask);
        await RunAsync("down", "--delete");
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, "cdviz"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("ConnectionStrings__EventStore");
        start.Environment["CDVIZ_DB_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3), CancellationToken.None);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"./cdviz {arguments[0]} ended with {process.ExitCode}: {await error}");
    }
}
