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
        OwnPostgres.IsPossible ? await OwnServer.StartAsync() : new CommonServer(await TestDatabase.CreateProvisionedAsync());

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

    private sealed class OwnServer(OwnPostgres server) : RestartableDatabase
    {
        public override NpgsqlDataSource DataSource { get; } = NpgsqlDataSource.Create(server.ConnectionString);

        public override string ConnectionString => server.ConnectionString;

        public static async Task<OwnServer> StartAsync()
        {
            var own = new OwnServer(await OwnPostgres.StartAsync());
            await Migrations.ApplyAsync(own.DataSource, Answers.Ct);
            return own;
        }

        public override async Task RestartAsync(bool crash)
        {
            await (crash ? server.CrashAsync("QUIT") : server.StopAsync());
            await server.StartAgainAsync();
            DataSource.Clear();
        }

        public override async ValueTask DisposeAsync()
        {
            await DataSource.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
