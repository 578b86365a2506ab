using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Subscribing;

/// <summary>Makes, changes and removes subscriptions, and lets them pause, go on, go back and let go. Whoever delivers hears of it at once.</summary>
/// <param name="database">The database.</param>
/// <param name="box">Seals secrets.</param>
public sealed class SubscriptionStore(NpgsqlDataSource database, SecretBox box)
{
    /// <summary>Most subscriptions there may be: each has a lock of the database's, which has a bounded number of them.</summary>
    public const int Most = 1000;

    /// <summary>Where it is told that something has changed.</summary>
    internal const string Channel = "cdviz_subscription";

    private const string NotifySql = $"select pg_notify('{Channel}', '') where pg_notification_queue_usage() < 0.9";

    private const string CreateSql = """
        insert into events.subscription (name, origin, definition, shown, position, created_by)
        select $1, 'made', $2, $3, $4, $5
        where (select count(*) from events.subscription) < $6
        on conflict (name) do nothing
        """;

    private const string ReplaceSql = """
        update events.subscription
        set definition = $2, shown = $3, revision = revision + 1, retry_at = null
        where name = $1 and origin = 'made'
        """;

    // What stands in settings goes before what was made by the same name.
    private const string AnnounceSql = """
        insert into events.subscription as s (name, origin, shown, position)
        values ($1, 'settings', $2, $3)
        on conflict (name) do update
        set origin = 'settings', definition = null, shown = excluded.shown, revision = s.revision + 1
        where s.origin <> 'settings' or s.shown <> excluded.shown
        """;

    private const string ChangeSql = """
        update events.subscription
        set paused = coalesce($2, paused), position = coalesce($3, position), skipped = skipped + $4, revision = revision + 1, attempts = 0, failing_since = null, retry_at = null
        where name = $1
        """;

    private const string ReleaseSql = """
        update events.subscription_hold set state = 'retrying', due_at = now()
        where subscription = $1 and ($2::bigint is null or position = $2)
        """;

    private const string SkipHeldSql = """
        update events.subscription_hold set position = position + 1, state = 'retrying', attempts = 0, due_at = now()
        where subscription = $1 and position = $2
        """;

    // Whoever delivers has begun with what is so now, or nobody delivers.
    private const string InForceSql = """
        select not exists (
            select from events.subscription s
            join pg_locks l on l.locktype = 'advisory' and l.classid = 731087251 and l.objid = hashtext(':subscription:' || s.name)::bit(32)::bigint::oid and l.granted
             and l.database = (select d.oid from pg_database d where d.datname = current_database())
            where s.name = $1 and s.run_revision is distinct from s.revision)
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const string NextSql = """
        select e.seq_id
        from events.subscription s join events.mt_events e on e.seq_id > s.position
        where s.name = $1
        order by e.seq_id
        limit 1
        """;

    /// <summary>The position behind which a start begins; the end of the log where that is not so far yet.</summary>
    public async Task<long> PositionAsync(SubscriptionStart start, CancellationToken ct)
    {
        if (start is SubscriptionStart.At(var time))
        {
            await using var command = database.CreateCommand("select events.position_before($1)");
            command.Parameters.Add(new() { Value = time, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            return (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
        }

        var head = await new EventLog(database).HeadAsync(ct).ConfigureAwait(false);
        return start is SubscriptionStart.After(var position) ? Math.Min(head, position) : head;
    }

    /// <summary>Makes a subscription; false where there is one of this name, or there are as many as may be.</summary>
    public async Task<bool> CreateAsync(SubscriptionDefinition definition, string? by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var position = await PositionAsync(SubscriptionStart.Of(definition.From)!, ct).ConfigureAwait(false);
        return await ToldAsync(
            CreateSql, ct, Sql.Value(definition.Name), Json(definition.Sealed(box)), Json(definition.Shown()), Sql.Value(position), Sql.Text(by), Sql.Value((long)Most)).ConfigureAwait(false);
    }

    /// <summary>Gives a subscription that was made another definition, and leaves it where it is; false where there is none.</summary>
    public Task<bool> ReplaceAsync(SubscriptionDefinition definition, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return InForceAsync(definition.Name, ToldAsync(ReplaceSql, ct, Sql.Value(definition.Name), Json(definition.Sealed(box)), Json(definition.Shown())), ct);
    }

    /// <summary>Whether there are as many as may be.</summary>
    public async Task<bool> IsFullAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("select count(*) from events.subscription");
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is long and >= Most;
    }

    /// <summary>Sees to it that a subscription of the settings is there.</summary>
    internal async Task AnnounceAsync(SubscriptionDefinition definition, CancellationToken ct) => await ToldAsync(
        AnnounceSql, ct, Sql.Value(definition.Name), Json(definition.Shown()), Sql.Value(await PositionAsync(SubscriptionStart.Of(definition.From)!, ct).ConfigureAwait(false))).ConfigureAwait(false);

    /// <summary>Removes a subscription and how far it had come; false where there is none.</summary>
    public Task<bool> DeleteAsync(string name, CancellationToken ct) => ToldAsync("delete from events.subscription where name = $1", ct, Sql.Value(name));

    /// <summary>Delivers nothing from now on, or goes on; false where there is no such subscription.</summary>
    public Task<bool> PauseAsync(string name, bool paused, CancellationToken ct) => InForceAsync(
        name, ToldAsync(ChangeSql, ct, Sql.Value(name), Maybe<bool>(paused), Maybe<long>(null), Sql.Value(0L)), ct);

    /// <summary>Goes to another place in the log; what is held back counts as not delivered there. False where there is no such subscription.</summary>
    public Task<bool> RewindAsync(string name, SubscriptionStart to, CancellationToken ct) => InForceAsync(name, GoAsync(name, to, ct), ct);

    /// <summary>Tries now what waits: all of it, or the subject whose event at a position is held back. False where there is nothing of the kind.</summary>
    public async Task<bool> TryAsync(string name, long? position, CancellationToken ct)
    {
        var released = await ToldAsync(ReleaseSql, ct, Sql.Value(name), Maybe(position)).ConfigureAwait(false);
        return position is null || released ? await ToldAsync(ChangeSql, ct, Sql.Value(name), Maybe<bool>(null), Maybe<long>(null), Sql.Value(0L)).ConfigureAwait(false) : released;
    }

    /// <summary>Lets go of the event at a position, which is held back or the next one: it is not delivered, and what waits behind it goes on. False where it is neither.</summary>
    public async Task<bool> SkipAsync(string name, long position, CancellationToken ct)
    {
        if (await ToldAsync(SkipHeldSql, ct, Sql.Value(name), Sql.Value(position)).ConfigureAwait(false))
        {
            return await ToldAsync(ChangeSql, ct, Sql.Value(name), Maybe<bool>(null), Maybe<long>(null), Sql.Value(1L)).ConfigureAwait(false);
        }

        await using var next = database.CreateCommand(NextSql);
        next.Parameters.Add(Sql.Value(name));
        return await next.ExecuteScalarAsync(ct).ConfigureAwait(false) is long at && at == position
            && await ToldAsync(ChangeSql, ct, Sql.Value(name), Maybe<bool>(null), Maybe<long>(position), Sql.Value(1L)).ConfigureAwait(false);
    }

    private async Task<bool> GoAsync(string name, SubscriptionStart to, CancellationToken ct)
    {
        var position = await PositionAsync(to, ct).ConfigureAwait(false);
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(ChangeSql) { Parameters = { Sql.Value(name), Maybe<bool>(null), Maybe<long>(position), Sql.Value(0L) } },
                new("delete from events.subscription_hold where subscription = $1") { Parameters = { Sql.Value(name) } },
                new(NotifySql),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct).ConfigureAwait(false);
        return batch.BatchCommands[0].RecordsAffected > 0;
    }

    /// <summary>Waits until a change is in force wherever it is delivered, but not for ever: a delivery on its way is given some time.</summary>
    private async Task<bool> InForceAsync(string name, Task<bool> change, CancellationToken ct)
    {
        if (!await change.ConfigureAwait(false))
        {
            return false;
        }

        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < Patience; await Task.Delay(20, ct).ConfigureAwait(false))
        {
            await using var look = database.CreateCommand(InForceSql);
            look.Parameters.Add(Sql.Value(name));
            if (await look.ExecuteScalarAsync(ct).ConfigureAwait(false) is true)
            {
                break;
            }
        }

        return true;
    }

    private static NpgsqlParameter Json(SubscriptionDefinition definition) =>
        new() { Value = JsonSerializer.Serialize(definition, SubscriptionDefinition.Json), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Maybe<T>(T? value) where T : struct =>
        new() { Value = value is { } there ? there : DBNull.Value, NpgsqlDbType = typeof(T) == typeof(bool) ? NpgsqlDbType.Boolean : NpgsqlDbType.Bigint };

    private async Task<bool> ToldAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(sql), new(NotifySql) } };
        foreach (var parameter in parameters)
        {
            batch.BatchCommands[0].Parameters.Add(parameter);
        }

        await using var reader = await batch.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.NextResultAsync(ct).ConfigureAwait(false))
        {
        }

        return batch.BatchCommands[0].RecordsAffected > 0;
    }
}
