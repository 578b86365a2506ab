using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Subscribing;

/// <summary>How far a subscription has come, in the database. Each change is fenced: it fails when somebody has rewound or changed the subscription meanwhile.</summary>
internal sealed class SubscriptionProgress(NpgsqlDataSource database, string name, long revision)
{
    // The same event may be delivered once more when this is lost with the machine's power, and nothing else: nobody waits for the disk.
    private const string NoWaitForDiskSql = "set local synchronous_commit = off";

    private const string MoveSql = """
        with moved as (
            update events.subscription
            set position = $3, delivered = delivered + $4, attempts = 0, failing_since = null, retry_at = null,
                last_delivered_at = case when $4 > 0 then now() else last_delivered_at end
            where name = $1 and revision = $2
            returning name
        ), held as (
            insert into events.subscription_hold (subscription, stream, position, state, attempts, reason, due_at)
            select moved.name, h.stream, h.position, case when h.due_at is null then 'dead' else 'retrying' end, h.attempts, h.reason, h.due_at
            from moved, unnest($5, $6, $7, $8, $9) as h (stream, position, attempts, reason, due_at)
            on conflict (subscription, stream) do update
            set position = excluded.position, state = excluded.state, attempts = excluded.attempts, reason = excluded.reason, due_at = excluded.due_at, failed_at = now()
        ), freed as (
            delete from events.subscription_hold h using moved where h.subscription = moved.name and h.stream = any ($10)
        )
        select 1 from moved
        """;

    private const string FailSql = """
        update events.subscription
        set attempts = $3, failing_since = coalesce(failing_since, now()), retry_at = $4, last_error = $5, last_error_at = now()
        where name = $1 and revision = $2
        """;

    private const string NoteSql = "update events.subscription set last_error = $3, last_error_at = now() where name = $1 and revision = $2";

    private const string HoldsSql = "select stream, position, attempts, reason, due_at from events.subscription_hold where subscription = $1";

    /// <summary>What is held back.</summary>
    public async Task<SubscriptionHolds> HoldsAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(HoldsSql);
        command.Parameters.Add(Sql.Value(name));
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var holds = new SubscriptionHolds();
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            holds.Set(new(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return holds;
    }

    /// <summary>Notes what has been delivered, what is held back, and what is not any more; together.</summary>
    /// <exception cref="OvertakenSubscriptionException">The subscription has been changed meanwhile.</exception>
    public async Task MoveAsync(long position, long delivered, IReadOnlyCollection<Held> held, IReadOnlyCollection<string> freed)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(NoWaitForDiskSql),
                new(MoveSql)
                {
                    Parameters =
                    {
                        Sql.Value(name), Sql.Value(revision), Sql.Value(position), Sql.Value(delivered), Sql.Array(held.Select(one => one.Stream), NpgsqlDbType.Text),
                        Sql.Array(held.Select(one => one.Position), NpgsqlDbType.Bigint), Sql.Array(held.Select(one => one.Attempts), NpgsqlDbType.Integer),
                        Sql.Array(held.Select(one => one.Reason), NpgsqlDbType.Text), Sql.Array(held.Select(one => one.DueAt?.UtcDateTime), NpgsqlDbType.TimestampTz),
                        Sql.Array(freed, NpgsqlDbType.Text),
                    },
                },
            },
        };
        if (await batch.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false) is null)
        {
            throw new OvertakenSubscriptionException();
        }
    }

    /// <summary>Notes that an attempt has failed for all events.</summary>
    /// <exception cref="OvertakenSubscriptionException">The subscription has been changed meanwhile.</exception>
    public Task FailAsync(int attempts, DateTimeOffset retryAt, string reason, CancellationToken ct) =>
        FencedAsync(FailSql, ct, Sql.Value(attempts), Sql.Value(retryAt.UtcDateTime), Sql.Value(reason));

    /// <summary>Notes what is wrong with some events.</summary>
    /// <exception cref="OvertakenSubscriptionException">The subscription has been changed meanwhile.</exception>
    public Task NoteAsync(string reason, CancellationToken ct) => FencedAsync(NoteSql, ct, Sql.Value(reason));

    private async Task FencedAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        if (await Sql.ExecuteAsync(connection, sql, ct, [Sql.Value(name), Sql.Value(revision), .. parameters]).ConfigureAwait(false) is 0)
        {
            throw new OvertakenSubscriptionException();
        }
    }
}

/// <summary>A subscription has been changed by somebody; who delivers it begins anew.</summary>
internal sealed class OvertakenSubscriptionException : Exception;
