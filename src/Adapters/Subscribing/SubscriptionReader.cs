using Npgsql;

namespace CdViz.Adapters.Subscribing;

/// <summary>Tells how subscriptions stand.</summary>
public sealed class SubscriptionReader(NpgsqlDataSource database)
{
    private const string StatusSql = """
        select s.name, s.origin,
               case when s.paused then 'paused'
                    when not exists (
                        select from pg_locks l
                        where l.locktype = 'advisory' and l.classid = 731087251 and l.objid = hashtext(':subscription:' || s.name)::bit(32)::bigint::oid and l.granted
                          and l.database = (select d.oid from pg_database d where d.datname = current_database())) then 'idle'
                    when h.held >= $2 then 'full'
                    when s.failing_since is not null then 'waiting'
                    else 'running' end,
               s.position, greatest(log.head - s.position, 0),
               coalesce(extract(epoch from now() - (select e.timestamp from events.mt_events e where e.seq_id > s.position order by e.seq_id limit 1)), 0)::float8,
               s.delivered, s.skipped, h.held, h.dead, s.attempts, s.failing_since, s.retry_at, s.last_error, s.last_error_at, s.last_delivered_at, s.created_at, s.created_by,
               s.shown::text
        from events.subscription s
        cross join (select coalesce(max(seq_id), 0) as head from events.mt_events) log
        cross join lateral (
            select count(*) as held, count(*) filter (where state = 'dead') as dead from events.subscription_hold h where h.subscription = s.name) h
        where $1::text is null or s.name = $1
        order by s.name
        """;

    private const string HoldsSql = """
        select h.stream, h.position, h.state, h.attempts, h.reason, h.failed_at, h.due_at,
               (select count(*) from events.mt_events e where e.stream_id = h.stream and e.seq_id >= h.position and e.seq_id <= s.position)
        from events.subscription_hold h join events.subscription s on s.name = h.subscription
        where h.subscription = $1
        order by h.position
        limit $2
        """;

    /// <summary>All subscriptions, by name.</summary>
    public Task<IReadOnlyList<SubscriptionStatus>> AllAsync(CancellationToken ct) => ReadAsync(null, ct);

    /// <summary>One by its name, or null.</summary>
    public async Task<SubscriptionStatus?> FindAsync(string name, CancellationToken ct) => (await ReadAsync(name, ct).ConfigureAwait(false)) is [var one] ? one : null;

    /// <summary>Subjects that a subscription holds back, by position.</summary>
    public async Task<IReadOnlyList<SubscriptionHold>> HoldsAsync(string name, int limit, CancellationToken ct)
    {
        await using var command = database.CreateCommand(HoldsSql);
        command.Parameters.Add(Sql.Value(name));
        command.Parameters.Add(Sql.Value(limit));
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        List<SubscriptionHold> holds = [];
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            holds.Add(new(
                reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetDateTime(5), Time(reader, 6), reader.GetInt64(7)));
        }

        return holds;
    }

    private async Task<IReadOnlyList<SubscriptionStatus>> ReadAsync(string? name, CancellationToken ct)
    {
        await using var command = database.CreateCommand(StatusSql);
        command.Parameters.Add(Sql.Text(name));
        command.Parameters.Add(Sql.Value((long)SubscriptionHolds.Most));
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        List<SubscriptionStatus> all = [];
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            all.Add(new(
                Name: reader.GetString(0), Origin: reader.GetString(1), State: reader.GetString(2), Position: reader.GetInt64(3), LagEvents: reader.GetInt64(4),
                LagSeconds: reader.GetDouble(5), Delivered: reader.GetInt64(6), Skipped: reader.GetInt64(7), Held: reader.GetInt64(8), Dead: reader.GetInt64(9),
                Attempts: reader.GetInt32(10), FailingSince: Time(reader, 11), RetryAt: Time(reader, 12), LastError: Text(reader, 13), LastErrorAt: Time(reader, 14),
                LastDeliveredAt: Time(reader, 15), CreatedAt: reader.GetDateTime(16), CreatedBy: Text(reader, 17),
                Definition: SubscriptionDefinition.Stored(reader.GetString(18), reader.GetString(0)) ?? new() { Name = reader.GetString(0) }));
        }

        return all;
    }

    private static DateTime? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
