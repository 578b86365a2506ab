using System.Diagnostics;
using Npgsql;

namespace CdViz.Api.Tests.Running;

/// <summary>
/// A database that a test may take away under load. Where <c>./cdviz db</c> can run a PostgreSQL of its own it is one that is really restarted and
/// crashed; elsewhere a database of the common server that throws everybody out and lets nobody in.
/// </summary>
internal abstract class RestartableDatabase : IAsyncDisposable
{
    public abstract NpgsqlDataSource DataSource { get; }

    public abstract string ConnectionString { get; }

    public static async Task<RestartableDatabase> CreateAsync() =>
        OwnServer.IsPossible ? await OwnServer.StartAsync() : new CommonServer(await TestDatabase.CreateAsync());

    /// <summary>Takes it away and brings it back.</summary>
    /// <param name="crash">True to let it crash rather than end in an orderly way.</param>
    public abstract Task RestartAsync(bool crash);

    public abstract ValueTask DisposeAsync();

    private sealed class CommonServer(TestDatabase database) : RestartableDatabase
    {
        public override NpgsqlDataSource DataSource => database.DataSource;

        public override string ConnectionString => database.ConnectionString;

        public override async Task RestartAsync(bool crash)
        {
            await database.CloseAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), Answers.Ct);
            await database.OpenAsync();
        }

        public override ValueTask DisposeAsync() => database.DisposeAsync();
    }

    private sealed class OwnServer(string folder, string connectionString) : RestartableDatabase
    {
        /// <summary>True for root on a machine that has unpacked the packages already.</summary>
        public static bool IsPossible { get; } = Environment.UserName is "root" && File.Exists("/etc/debian_version")
            && Directory.Exists(Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? "/root/.cache", "cdviz", "postgresql-17-trixie"));

        public override NpgsqlDataSource DataSource { get; } = NpgsqlDataSource.Create(connectionString);

        public override string ConnectionString => connectionString;

        public static async Task<OwnServer> StartAsync()
        {
            // A copy of the script is a checkout of its own, with a database of its own.
            var folder = Directory.CreateTempSubdirectory("cdviz-").FullName;
            Directory.CreateDirectory(Path.Combine(folder, "scripts"));
            Directory.CreateDirectory(Path.Combine(folder, "db/timescale/roles"));
            string[] files =
            [
                .. Directory.GetFiles(Checkout.PathTo("scripts"), "*.sh"), .. Directory.GetFiles(Checkout.PathTo("db/timescale/roles")), Checkout.PathTo("cdviz"),
            ];
            foreach (var file in files)
            {
                File.Copy(file, Path.Combine(folder, Path.GetRelativePath(Checkout.PathTo("."), file)));
            }

            Directory.CreateDirectory(Path.Combine(folder, ".cdviz"));
            await File.WriteAllTextAsync(Path.Combine(folder, ".cdviz", "database"), "private\n", Answers.Ct);
            var own = new OwnServer(folder, (await RunAsync(folder, "db")).Trim());
            await Migrations.ApplyAsync(own.DataSource, Answers.Ct);
            return own;
        }

        public override async Task RestartAsync(bool crash)
        {
            if (crash)
            {
                var postmaster = (await File.ReadAllLinesAsync(Path.Combine(folder, ".cdviz", "postgres", "data", "postmaster.pid"), Answers.Ct))[0];
                await Signal.SendAsync("QUIT", postmaster);
                await WaitFor.TrueAsync(() => Task.FromResult(!Directory.Exists($"/proc/{postmaster}")), "PostgreSQL has crashed");
            }
            else
            {
                await RunAsync(folder, "down");
            }

            await RunAsync(folder, "db");
            DataSource.Clear();
        }

        public override async ValueTask DisposeAsync()
        {
            await DataSource.DisposeAsync();
            await RunAsync(folder, "down", "--delete");
            Directory.Delete(folder, recursive: true);
        }

        private static async Task<string> RunAsync(string folder, params string[] arguments)
        {
            var start = new ProcessStartInfo(Path.Combine(folder, "cdviz"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment.Remove("ConnectionStrings__EventStore");
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3), CancellationToken.None);
            process.ExitCode.ShouldBe(0, await error);
            return await output;
        }
    }
}
