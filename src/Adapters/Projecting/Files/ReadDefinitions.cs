using Npgsql;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>
/// Makes the views and functions that read several projections. Each file is run once for each text of it. One that needs a view or a column that is not
/// there yet, because a projection is still being rebuilt, is tried again after the switch.
/// </summary>
internal static class ReadDefinitions
{
    private const string OneAtATimeSql = "select pg_advisory_xact_lock(731087251, hashtext('read definitions'))";

    // Replacing a view waits for its readers, and new readers wait behind that; so it may wait only briefly, then give way and try again.
    private const string BrieflySql = "set local lock_timeout = '100ms'";

    private const string AppliedSql = "select name, digest from events.read_definition where refused_reason is null";
    private const string BeginSql = "savepoint definition";
    private const string UndoSql = "rollback to savepoint definition";

    private const string DoneSql = """
        insert into events.read_definition (name, digest, applied_at) values ($1, $2, now())
        on conflict (name) do update set digest = excluded.digest, applied_at = excluded.applied_at, refused_reason = null
        """;

    private const string RefusedSql = """
        insert into events.read_definition (name, refused_reason) values ($1, $2)
        on conflict (name) do update set refused_reason = excluded.refused_reason
        """;

    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(5);

    /// <summary>Applies what the database has not in this text. Safe when several nodes do it at once.</summary>
    /// <returns>Those that could not be applied yet, with the reason.</returns>
    /// <exception cref="PostgresException">A file is wrong.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ApplyAsync(
        NpgsqlDataSource database, IReadOnlyList<ReadDefinition> definitions, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(ct);
        while (true)
        {
            try
            {
                return await TryAsync(connection, definitions, ct);
            }
            catch (PostgresException e) when (
                e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected && TimeProvider.System.GetElapsedTime(began) < GiveUp)
            {
                await Task.Delay(50, ct);
            }
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> TryAsync(
        NpgsqlConnection connection, IReadOnlyList<ReadDefinition> definitions, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.ExecuteAsync(connection, OneAtATimeSql, ct);
        await Sql.ExecuteAsync(connection, BrieflySql, ct);
        var applied = await AppliedAsync(connection, ct);
        var refused = new Dictionary<string, string>();
        var waiting = definitions.Where(definition => applied.GetValueOrDefault(definition.Name) != definition.Digest).ToList();

        // A file may need another one: as long as one of them goes in, the others get another chance.
        for (var before = int.MaxValue; waiting.Count > 0 && waiting.Count < before;)
        {
            before = waiting.Count;
            foreach (var definition in waiting.ToList())
            {
                if (await RefusalAsync(connection, definition, ct) is { } reason)
                {
                    refused[definition.Name] = reason;
                }
                else
                {
                    waiting.Remove(definition);
                    refused.Remove(definition.Name);
                    await Sql.ExecuteAsync(connection, DoneSql, ct, Sql.Value(definition.Name), Sql.Value(definition.Digest));
                }
            }
        }

        foreach (var (name, reason) in refused)
        {
            await Sql.ExecuteAsync(connection, RefusedSql, ct, Sql.Value(name), Sql.Value(reason));
        }

        await transaction.CommitAsync(ct);
        return refused;
    }

    private static async Task<string?> RefusalAsync(NpgsqlConnection connection, ReadDefinition definition, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, BeginSql, ct);
        try
        {
            await using var command = new NpgsqlCommand(definition.Text, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
            return null;
        }
        catch (PostgresException e) when (NotYet(e))
        {
            await Sql.ExecuteAsync(connection, UndoSql, ct);
            return $"{e.MessageText} ({e.SqlState})";
        }
    }

    // What it reads is not there yet, or a newer program has added columns or results that this one does not know.
    private static bool NotYet(PostgresException e) => e.SqlState
        is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction
        or PostgresErrorCodes.InvalidTableDefinition or PostgresErrorCodes.InvalidFunctionDefinition;

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var applied = new Dictionary<string, string>();
        await using var command = new NpgsqlCommand(AppliedSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }
}
