using System.Data;
using Npgsql;

namespace CdViz.Adapters.Migrating;

/// <summary>Brings a database to the schema this program needs. Safe when several nodes start at once; forward only.</summary>
public static class Migrations
{
    /// <summary>Key of the advisory lock one node holds while it migrates.</summary>
    private const long Lock = 7_310_872_511;

    /// <summary>Lets Marten bring its tables up to date, then applies what has not been applied yet of ours, each step in a transaction of its own.</summary>
    /// <returns>The steps applied now; none when the database was up to date.</returns>
    /// <exception cref="MigrationException">The database is newer than this program, an applied step was edited, or TimescaleDB is missing.</exception>
    public static async Task<IReadOnlyList<Migration>> ApplyAsync(NpgsqlDataSource dataSource, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var connection = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        await ExecuteAsync(connection, "select pg_advisory_lock($1)", ct, Lock).ConfigureAwait(false);
        try
        {
            var pending = await PendingAsync(connection, ct).ConfigureAwait(false);
            await EnsureTimescaleAsync(connection, ct).ConfigureAwait(false);
            await MartenSchema.ApplyAsync(dataSource, ct).ConfigureAwait(false);
            await ExecuteAsync(connection, CreateTable, ct).ConfigureAwait(false);
            foreach (var migration in pending)
            {
                await ApplyAsync(connection, migration, ct).ConfigureAwait(false);
            }

            await KnownTables.WriteAsync(connection, ct).ConfigureAwait(false);
            return pending;
        }
        finally
        {
            // A connection that broke has lost the lock with it.
            if (connection.State is ConnectionState.Open)
            {
                await ExecuteAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None, Lock).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The steps the database lacks; none when it is up to date.</summary>
    /// <exception cref="MigrationException">The database is newer than this program, or an applied step was edited.</exception>
    public static async Task<IReadOnlyList<Migration>> PendingAsync(NpgsqlDataSource dataSource, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var connection = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        return await PendingAsync(connection, ct).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<Migration>> PendingAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = await AppliedAsync(connection, ct).ConfigureAwait(false);
        var known = Migration.All[^1].Version;
        if (applied.Count > 0 && applied.Keys.Max() is var newest && newest > known)
        {
            throw new DatabaseTooNewException(newest, known);
        }

        return Migration.All.FirstOrDefault(migration => applied.TryGetValue(migration.Version, out var checksum) && !migration.Covers(checksum)) is { } edited
            ? throw new MigrationChangedException(edited)
            : [.. Migration.All.Where(migration => !applied.ContainsKey(migration.Version))];
    }

    private static async Task<Dictionary<int, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<int, string>();
        await using (var exists = new NpgsqlCommand("select to_regclass('events.schema_migration') is not null", connection))
        {
            if (!(bool)(await exists.ExecuteScalarAsync(ct).ConfigureAwait(false))!)
            {
                return applied;
            }
        }

        await using var command = new NpgsqlCommand("select version, checksum from events.schema_migration", connection);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(connection, migration.Text, ct).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"Migration {migration.Name} failed: {e.MessageText} ({e.SqlState}). Nothing of it was kept.", e);
        }

        await ExecuteAsync(connection, "insert into events.schema_migration (version, name, checksum) values ($1, $2, $3)", ct,
            migration.Version, migration.Name, migration.Checksum).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }

    private static async Task EnsureTimescaleAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Timescale, connection);
        switch (await command.ExecuteScalarAsync(ct).ConfigureAwait(false))
        {
            case "created":
                return;
            case "available":
                try
                {
                    await ExecuteAsync(connection, "create extension if not exists timescaledb", ct).ConfigureAwait(false);
                    return;
                }
                catch (PostgresException e)
                {
                    throw new TimescaleMissingException($"the server would not create the extension ({e.SqlState}: {e.MessageText}).", e);
                }

            default:
                throw new TimescaleMissingException("the server does not have it.");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    private const string Timescale = """
        select case
            when exists (select from pg_extension where extname = 'timescaledb') then 'created'
            when exists (select from pg_available_extensions where name = 'timescaledb') then 'available'
            else 'missing'
        end
        """;

    private const string CreateTable = """
        create schema if not exists events;
        create table if not exists events.schema_migration (
            version int primary key,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now()
        );
        comment on table events.schema_migration is 'The migrations applied to this database.';
        comment on column events.schema_migration.version is 'Number of the migration.';
        comment on column events.schema_migration.name is 'Its file.';
        comment on column events.schema_migration.checksum is 'SHA-256 of the file, lower-case hex.';
        comment on column events.schema_migration.applied_at is 'When it was applied.';
        """;
}
