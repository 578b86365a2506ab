using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace CdViz.Adapters.Importing;

/// <summary>The event lake of another database, cdviz-db's or ours, as of one moment. Nothing is written there.</summary>
internal sealed class LakeSource : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction snapshot;

    private LakeSource(NpgsqlConnection connection, NpgsqlTransaction snapshot) => (this.connection, this.snapshot) = (connection, snapshot);

    /// <summary>Which database it is, wherever it is reached.</summary>
    public required string Identity { get; init; }

    /// <summary>Its name for people: database@host:port.</summary>
    public required string Name { get; init; }

    /// <summary>The moment, by its own clock.</summary>
    public required DateTime SnapshotAt { get; init; }

    /// <summary>Looks at it.</summary>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="ours">Identity of the database to import into.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ImportRefusedException">It has no event lake, or it is our own database.</exception>
    /// <exception cref="NpgsqlException">It is not there, or does not let us read it.</exception>
    public static async Task<LakeSource> OpenAsync(string connectionString, string ours, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "CdViz.EventStore import", CommandTimeout = 0 }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            await Sql.ExecuteAsync(connection, "set default_transaction_read_only = on", ct).ConfigureAwait(false);
            var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct).ConfigureAwait(false);
            var (identity, at, hasLake) = await LookAsync(connection, ct).ConfigureAwait(false);
            var name = $"{connection.Database}@{connection.Host}:{connection.Port}";
            if (identity == ours)
            {
                throw new ImportRefusedException($"{name} is the database to import into.");
            }

            return hasLake
                ? new LakeSource(connection, snapshot) { Identity = identity, Name = name, SnapshotAt = at }
                : throw new ImportRefusedException($"{name} has no table cdviz.cdevents_lake with the columns of cdviz-db.");
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Identity of a database.</summary>
    public static async Task<string> IdentityOfAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        return (await LookAsync(connection, ct).ConfigureAwait(false)).Identity;
    }

    /// <summary>How many events there are to be read.</summary>
    public async Task<long> CountAsync(ImportMark from, CancellationToken ct)
    {
        await using var command = Command($"select count(*) from cdviz.cdevents_lake where {Wanted}", from);
        return (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    /// <summary>The events, in the order in which they came in there, and after each the mark to go on from.</summary>
    public async IAsyncEnumerable<(byte[] Json, LakeRow Row)> ReadAsync(ImportMark from, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Command(
            $"select payload, imported_at, timestamp, context_id, subject from cdviz.cdevents_lake where {Wanted} order by imported_at, timestamp, context_id, subject", from);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            yield return (
                reader.GetFieldValue<byte[]>(0), new LakeRow(reader.GetDateTime(1), reader.GetDateTime(2), reader.GetString(3), reader.GetString(4)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await snapshot.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<(string Identity, DateTime At, bool HasLake)> LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Look, connection);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await reader.ReadAsync(ct).ConfigureAwait(false);
        return (reader.GetString(0), reader.GetDateTime(1), reader.GetBoolean(2));
    }

    private NpgsqlCommand Command(string sql, ImportMark from) => new(sql, connection)
    {
        Parameters =
        {
            Sql.Value(from.Last?.ImportedAt ?? DateTime.MinValue), Sql.Value(from.Last?.Timestamp ?? DateTime.MinValue), Sql.Value(from.Last?.ContextId ?? ""),
            Sql.Value(from.Last?.Subject ?? ""), Sql.Value(from.AgainFrom),
        },
    };

    private const string Wanted = "((imported_at, timestamp, context_id, subject) > ($1::timestamptz, $2::timestamptz, $3, $4) or imported_at >= $5::timestamptz)";

    private const string Look = """
        select (select system_identifier from pg_control_system()) || '/' || (select oid from pg_database where datname = current_database()),
               now(),
               (select count(*) from pg_attribute
                where attrelid = to_regclass('cdviz.cdevents_lake') and attname in ('payload', 'imported_at', 'timestamp', 'context_id', 'subject')) = 5
        """;
}

/// <summary>Where an event lies in the lake's order.</summary>
internal sealed record LakeRow(DateTime ImportedAt, DateTime Timestamp, string ContextId, string Subject);

/// <summary>Where an import goes on.</summary>
/// <param name="Last">The last event read; null for none.</param>
/// <param name="AgainFrom">What came in there from this time on is read again: it may have been committed after an earlier run looked.</param>
internal sealed record ImportMark(LakeRow? Last, DateTime AgainFrom);
