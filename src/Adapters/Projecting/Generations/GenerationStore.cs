using System.Collections.Frozen;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>The list of generations and their progress, in <c>events.projection_generation</c> and <c>events.mt_event_progression</c>.</summary>
internal static class GenerationStore
{
    private const string ListSql = """
        select g.projection, g.generation, g.version, g.role, g.joined, g.progress_name, g.schema_name, g.definition_digest, g.views,
               g.stopped_position, g.stopped_reason, p.last_seq_id,
               (select array_agg(a.position) from events.projection_action a
                where a.projection = g.projection and a.version = g.version and a.action = 'skip')
        from events.projection_generation g
        join events.mt_event_progression p on p.name = g.progress_name
        where g.projection = $1
        order by g.generation
        """;

    private const string InsertSql = """
        insert into events.projection_generation (projection, generation, version, lifecycle, role, progress_name, schema_name, definition_digest, views)
        select $1, n, $2, $3, 'building', $1 || ':V' || n || ':All', $1 || '_g' || n, $4, $5
        from (select coalesce(max(generation), 0) + 1 as n from events.projection_generation where projection = $1)
        returning generation, progress_name
        """;

    private const string InsertProgressSql = "insert into events.mt_event_progression (name, last_seq_id, last_updated) values ($1, 0, now())";

    // The expected position fences: who was overtaken has to give up.
    private const string AdvanceSql = "select events.advance($1, $2, $3)";

    private const string AdvanceIdleSql = "select name, moved, overtaken from events.advance_idle($1, $2, $3)";

    private const string OvertakenState = "CD003";

    private const string SetProgressSql = "update events.mt_event_progression set last_seq_id = $2, last_updated = now() where name = $1";

    private const string LockProgressSql = "select last_seq_id from events.mt_event_progression where name = $1 for update";

    private const string BuiltSql = """
        update events.projection_generation set built_at = now(), events_done = events_total where projection = $1 and generation = $2
        """;

    private const string FillSql = "update events.projection_generation set events_done = $3, events_total = $4 where projection = $1 and generation = $2";

    private const string RaiseEpochSql = "update events.projection_epoch set epoch = epoch + 1";

    /// <summary>Asks for the epoch.</summary>
    public const string EpochSql = "select epoch from events.projection_epoch";

    private const string JoinSql = """
        update events.projection_generation set joined = $3, stopped_at = null, stopped_position = null, stopped_reason = null
        where projection = $1 and generation = $2
        """;

    private const string StopSql = """
        update events.projection_generation set joined = false, stopped_at = now(), stopped_position = $3, stopped_reason = $4
        where projection = $1 and generation = $2
        """;

    private const string RetireSql = "update events.projection_generation set role = 'kept', joined = false where projection = $1 and role = 'live'";

    private const string PromoteSql = """
        update events.projection_generation set role = 'live', switched_at = now() where projection = $1 and generation = $2
        """;

    private const string ShowProgressSql = "select events.show_progress($1)";

    private const string KeepSql = "update events.projection_generation set role = 'kept' where projection = $1 and generation = $2";

    private const string DeleteSql = """
        with gone as (delete from events.projection_generation where projection = $1 and generation = $2 returning progress_name)
        delete from events.mt_event_progression where name in (select progress_name from gone)
        """;

    /// <summary>All generations of a projection, oldest first.</summary>
    public static async Task<List<Generation>> ListAsync(NpgsqlConnection connection, string projection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(ListSql, connection) { Parameters = { Sql.Value(projection) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<Generation> generations = [];
        while (await reader.ReadAsync(ct))
        {
            generations.Add(new(
                reader.GetString(0),
                reader.GetInt32(1),
                reader.GetInt32(2),
                reader.GetString(3),
                reader.GetBoolean(4),
                reader.GetString(5),
                reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.IsDBNull(8) ? "" : reader.GetString(8),
                reader.IsDBNull(9) ? null : reader.GetInt64(9),
                reader.IsDBNull(10) ? null : reader.GetString(10),
                reader.GetInt64(11))
            {
                Skipped = reader.IsDBNull(12) ? FrozenSet<long>.Empty : reader.GetFieldValue<long[]>(12).ToFrozenSet(),
            });
        }

        return generations;
    }

    /// <summary>The live generation, or null.</summary>
    public static async Task<Generation?> LiveAsync(NpgsqlConnection connection, string projection, CancellationToken ct) =>
        (await ListAsync(connection, projection, ct)).Find(g => g.Role == "live");

    /// <summary>One generation, or null.</summary>
    public static async Task<Generation?> FindAsync(NpgsqlConnection connection, string projection, int number, CancellationToken ct) =>
        (await ListAsync(connection, projection, ct)).Find(g => g.Number == number);

    /// <summary>Registers the next generation and makes its tables, without keys and indexes, in the caller's transaction.</summary>
    public static async Task<Generation> CreateAsync(NpgsqlConnection connection, Projection projection, CancellationToken ct)
    {
        var definition = ProjectionDefinition.Of(projection);
        var lifecycle = projection.Lifecycle is Lifecycle.Inline ? "inline" : "async";
        int number;
        string progressName;
        await using (var insert = new NpgsqlCommand(InsertSql, connection)
        {
            Parameters = { Sql.Value(projection.Name), Sql.Value(projection.Version), Sql.Value(lifecycle), Sql.Value(definition.Digest), Sql.Value(definition.Views) },
        })
        await using (var reader = await insert.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            (number, progressName) = (reader.GetInt32(0), reader.GetString(1));
        }

        await Sql.ExecuteAsync(connection, InsertProgressSql, ct, Sql.Value(progressName));
        var schema = $"{projection.Name}_g{number}";
        await GenerationSchema.MakeAsync(connection, schema, definition, ct);
        return (await FindAsync(connection, projection.Name, number, ct))!;
    }

    /// <summary>Moves a generation's progress on and runs the statements that belong to that, all or nothing, in one round trip.</summary>
    /// <param name="connection">An open connection. Outside a transaction all is committed when this returns.</param>
    /// <param name="generation">The generation, where it is believed to stand.</param>
    /// <param name="to">The position reached.</param>
    /// <param name="with">The statements.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many rows the statements touched.</returns>
    /// <exception cref="OvertakenException">Somebody else moved it meanwhile.</exception>
    public static async Task<int> AdvanceAsync(
        NpgsqlConnection connection, Generation generation, long to, IEnumerable<NpgsqlBatchCommand> with, CancellationToken ct)
    {
        // Statements of projections have limits of their own.
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(new(AdvanceSql)
        {
            Parameters = { Sql.Value(generation.ProgressName), Sql.Value(generation.Position), Sql.Value(to) },
        });
        foreach (var command in with)
        {
            batch.BatchCommands.Add(command);
        }

        try
        {
            return Math.Max(await batch.ExecuteNonQueryAsync(ct), 0);
        }
        catch (PostgresException e) when (e.SqlState is OvertakenState)
        {
            throw new OvertakenException(generation.Projection, generation.Position);
        }
    }

    /// <summary>The statement that moves on the progress of projections that have nothing to do up to a position.</summary>
    public static NpgsqlBatchCommand AdvanceIdle(IReadOnlyList<(string Progress, long Position)> idle, long to) => new(AdvanceIdleSql)
    {
        Parameters =
        {
            Sql.Array(idle.Select(one => one.Progress), NpgsqlDbType.Text), Sql.Array(idle.Select(one => one.Position), NpgsqlDbType.Bigint), Sql.Value(to),
        },
    };

    /// <summary>Sets a generation's progress, in the caller's transaction.</summary>
    public static Task SetProgressAsync(NpgsqlConnection connection, Generation generation, long position, CancellationToken ct) =>
        Sql.ExecuteAsync(connection, SetProgressSql, ct, Sql.Value(generation.ProgressName), Sql.Value(position));

    /// <summary>Locks a generation's progress for the caller's transaction and returns it.</summary>
    public static async Task<long> LockProgressAsync(NpgsqlConnection connection, Generation generation, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockProgressSql, connection) { Parameters = { Sql.Value(generation.ProgressName) } };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Notes how far the first fill has come.</summary>
    public static Task SetFillAsync(NpgsqlConnection connection, Generation generation, long done, long total, CancellationToken ct) =>
        Sql.ExecuteAsync(connection, FillSql, ct, [.. Key(generation), Sql.Value(done), Sql.Value(total)]);

    /// <summary>Notes that the first fill is done.</summary>
    public static Task SetBuiltAsync(NpgsqlConnection connection, Generation generation, CancellationToken ct) =>
        Sql.ExecuteAsync(connection, BuiltSql, ct, Key(generation));

    /// <summary>The number that rises whenever it changes which generation is live or joined.</summary>
    public static async Task<long> EpochAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(EpochSql, connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Has every node read the list of generations again, once the caller's transaction is committed.</summary>
    public static Task RaiseEpochAsync(NpgsqlConnection connection, CancellationToken ct) => Sql.ExecuteAsync(connection, RaiseEpochSql, ct);

    /// <summary>Makes a generation the live one, in the caller's transaction; the one before it is kept.</summary>
    public static async Task PromoteAsync(NpgsqlConnection connection, Generation generation, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, RetireSql, ct, Sql.Value(generation.Projection));
        await Sql.ExecuteAsync(connection, PromoteSql, ct, Key(generation));
        await ShowProgressAsync(connection, generation.Projection, ct);
        await RaiseEpochAsync(connection, ct);
    }

    /// <summary>Has the projection's shard in Marten's daemon stand where its live generation stands.</summary>
    public static Task ShowProgressAsync(NpgsqlConnection connection, string projection, CancellationToken ct) =>
        Sql.ExecuteAsync(connection, ShowProgressSql, ct, Sql.Value(projection));

    /// <summary>Keeps a built generation beside the live one.</summary>
    public static Task KeepAsync(NpgsqlConnection connection, Generation generation, CancellationToken ct) =>
        Sql.ExecuteAsync(connection, KeepSql, ct, Key(generation));

    /// <summary>Hands an inline generation to the append's own transaction, or takes it back; clears an old failure.</summary>
    public static async Task SetJoinedAsync(NpgsqlConnection connection, Generation generation, bool joined, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, JoinSql, ct, [.. Key(generation), Sql.Value(joined)]);
        await RaiseEpochAsync(connection, ct);
    }

    /// <summary>Stops a generation and keeps the reason.</summary>
    public static async Task StopAsync(NpgsqlConnection connection, Generation generation, long position, string reason, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, StopSql, ct, [.. Key(generation), Sql.Value(position), Sql.Value(reason)]);
        await RaiseEpochAsync(connection, ct);
    }

    /// <summary>Drops a generation with its tables, in the caller's transaction.</summary>
    public static async Task DropAsync(NpgsqlConnection connection, Generation generation, CancellationToken ct)
    {
        await GenerationSchema.DropAsync(connection, generation.Schema, ct);
        await Sql.ExecuteAsync(connection, DeleteSql, ct, Key(generation));
    }

    private static NpgsqlParameter[] Key(Generation generation) => [Sql.Value(generation.Projection), Sql.Value(generation.Number)];
}
