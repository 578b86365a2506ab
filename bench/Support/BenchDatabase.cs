using Npgsql;

namespace CdViz.Bench.Support;

/// <summary>A database of the benchmark's own, with all migrations applied; dropped at its end, unless it is kept to be looked at.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private const string Variable = "ConnectionStrings__EventStore";

    private readonly string name = $"cdviz_bench_{Guid.NewGuid():N}";

    private BenchDatabase()
    {
        ConnectionString = ConnectionStringTo(name);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Whether databases stay, with their names on standard error.</summary>
    public static bool Keeps { get; set; }

    /// <summary>For programs that connect by themselves.</summary>
    public string ConnectionString { get; }

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource DataSource { get; }

    // The server's own login may not make databases.
    private static string Server => Environment.GetEnvironmentVariable("CDVIZ_ADMINISTRATOR") is { Length: > 0 } administrator ? administrator : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException($"{Variable} is not set. ./cdviz bench gets a database and sets it.");

    /// <summary>Makes an empty one.</summary>
    public static async Task<BenchDatabase> CreateAsync(CancellationToken ct)
    {
        var database = new BenchDatabase();
        await OnServerAsync($"create database {database.name}", ct);
        await Migrations.ApplyAsync(database.DataSource, ct);
        return database;
    }

    /// <summary>Makes another one with the same content. Nobody may be connected to this one.</summary>
    public async Task<BenchDatabase> CopyAsync(CancellationToken ct)
    {
        NpgsqlConnection.ClearPool(DataSource.CreateConnection());
        // TimescaleDB's workers connect to every database that has the extension.
        await OnServerAsync($"alter database {name} with allow_connections false", ct);
        await OnServerAsync($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'", ct);
        var copy = new BenchDatabase();
        await OnServerAsync($"create database {copy.name} template {name}", ct);
        return copy;
    }

    /// <summary>Runs SQL in it that may take long.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = DataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Has the server write back what is left to write; nothing where one may not ask for it.</summary>
    public async Task CheckpointAsync(CancellationToken ct)
    {
        try
        {
            await ExecuteAsync("checkpoint", ct);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            // The numbers spread a little more.
        }
    }

    /// <summary>Keeps autovacuum away from all its tables: its bursts would hit one of the sides that take turns. <see cref="VacuumAsync"/> does its work in between.</summary>
    public Task KeepAutovacuumAwayAsync(CancellationToken ct) => ExecuteAsync(
        """
        do $$
        declare
            of_table regclass;
        begin
            for of_table in
                select c.oid from pg_class c where c.relkind = 'r' and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|_?timescaledb)'
            loop
                execute format('alter table %s set (autovacuum_enabled = false)', of_table);
            end loop;
        end $$
        """, ct);

    /// <summary>Does what autovacuum would do.</summary>
    public Task VacuumAsync(CancellationToken ct) => ExecuteAsync("vacuum analyze", ct);

    /// <summary>Asks it, or the server, something.</summary>
    public async Task<T> AskAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (Keeps)
        {
            await Console.Error.WriteLineAsync($"kept: {name}");
            return;
        }

        await OnServerAsync($"drop database if exists {name} with (force)", CancellationToken.None);
    }

    private static string ConnectionStringTo(string database) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = database, PersistSecurityInfo = true, MaxPoolSize = 300, Pooling = true }.ConnectionString;

    private static async Task OnServerAsync(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
