using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>A lock by name that one session of the database holds until it is disposed or its connection breaks.</summary>
internal sealed class ProjectionLock : IAsyncDisposable
{
    private const string TrySql = "select pg_try_advisory_lock(731087251, hashtext($1))";
    private const string ReleaseSql = "select pg_advisory_unlock(731087251, hashtext($1))";

    private readonly NpgsqlConnection connection;
    private readonly string name;

    private ProjectionLock(NpgsqlConnection connection, string name) => (this.connection, this.name) = (connection, name);

    /// <summary>The connection that holds the lock; may be used for work.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Takes the lock, or returns null when somebody else has it.</summary>
    public static async Task<ProjectionLock?> TryAsync(NpgsqlDataSource database, string name, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(TrySql, connection) { Parameters = { Sql.Value(name) } };
            if (await command.ExecuteScalarAsync(ct) is true)
            {
                return new(connection, name);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand(ReleaseSql, connection) { Parameters = { Sql.Value(name) } };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }

        await connection.DisposeAsync();
    }
}
