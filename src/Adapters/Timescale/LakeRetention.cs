using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Timescale;

/// <summary>Drops old chunks of the event lake, in any edition of TimescaleDB. The log, and what is made from it, stays.</summary>
public static class LakeRetention
{
    private const string DropSql = "select events.drop_old_chunks('cdevents_lake', $1)";
    private const string HoldSql = "select pg_advisory_lock_shared(7310872515)";
    private const string ReleaseSql = "select pg_advisory_unlock_shared(7310872515)";

    /// <summary>Drops the chunks all of whose events are older than <paramref name="keepFor"/>, in the live generation and those that are kept.</summary>
    /// <returns>How many; null when generations are being compared, and it has to be tried again.</returns>
    /// <exception cref="PostgresException">A chunk is being read for long (55P03).</exception>
    public static async Task<int?> RunAsync(NpgsqlDataSource database, TimeSpan keepFor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.CreateCommand(DropSql);
        command.Parameters.Add(new NpgsqlParameter { Value = keepFor, NpgsqlDbType = NpgsqlDbType.Interval });
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) as int?;
    }

    /// <summary>Lets no chunk be dropped until <see cref="ReleaseAsync"/>. To be called before the transaction whose snapshot is compared.</summary>
    internal static Task HoldAsync(NpgsqlConnection connection, CancellationToken ct) => Sql.ExecuteAsync(connection, HoldSql, ct);

    /// <summary>Ends <see cref="HoldAsync"/>; a connection that broke has let go already.</summary>
    internal static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        if (connection.FullState is System.Data.ConnectionState.Open)
        {
            await Sql.ExecuteAsync(connection, ReleaseSql, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
