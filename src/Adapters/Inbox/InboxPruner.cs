using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Inbox;

/// <summary>Drops entries of the inbox that were taken and are beyond its limits, the oldest first, in small transactions. Never one that waits.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="limits">The limits.</param>
public sealed class InboxPruner(NpgsqlDataSource dataSource, InboxLimits limits)
{
    /// <summary>Entries dropped in one transaction.</summary>
    public int BatchEntries { get; init; } = 1000;

    /// <summary>Drops what is beyond the limits. Several nodes may do it at the same time.</summary>
    /// <returns>How many entries were dropped.</returns>
    public async Task<long> RunAsync(CancellationToken ct)
    {
        var dropped = 0L;
        await using var connection = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        foreach (var (old, keepFor) in ((string, TimeSpan)[])[(Old, limits.KeepFor), (OldFailed, limits.KeepFailedFor), (OldCloudEvents, limits.KeepCloudEventsFor)])
        {
            for (var some = BatchEntries; some == BatchEntries; dropped += some)
            {
                some = await Sql.ExecuteAsync(
                    connection, old, ct, new NpgsqlParameter { Value = keepFor, NpgsqlDbType = NpgsqlDbType.Interval }, Sql.Value(BatchEntries)).ConfigureAwait(false);
            }
        }

        for (var some = BatchEntries; some == BatchEntries; dropped += some)
        {
            some = await Sql.ExecuteAsync(connection, Excess, ct, Sql.Value(limits.MaxBytes), Sql.Value(BatchEntries)).ConfigureAwait(false);
        }

        return dropped;
    }

    private const string Old = """
        delete from events.inbox i
        using (
            select id from events.inbox where state in ('done', 'quarantined') and processed_at < now() - $1 order by processed_at, id limit $2 for update skip locked
        ) o
        where o.id = i.id and i.state in ('done', 'quarantined')
        """;

    private const string OldFailed = """
        delete from events.inbox i
        using (select id from events.inbox where state = 'failed' and processed_at < now() - $1 order by processed_at, id limit $2 for update skip locked) o
        where o.id = i.id and i.state = 'failed'
        """;

    private const string OldCloudEvents = """
        delete from cdviz.cloudevent_raw c
        using (select source, event_id from cdviz.cloudevent_raw where received_at < now() - $1 order by received_at limit $2 for update skip locked) o
        where o.source = c.source and o.event_id = c.event_id
        """;

    // What failed is dropped last: nothing else has its bytes.
    private const string Excess = """
        with total as (
            select coalesce(sum(bytes), 0) as bytes from events.inbox where state <> 'waiting'
        ), oldest as (
            select id, sum(bytes) over (order by is_failed, processed_at, id) - bytes as bytes_before
            from (
                (select id, processed_at, bytes, false as is_failed from events.inbox where state in ('done', 'quarantined') order by processed_at, id limit $2)
                union all
                (select id, processed_at, bytes, true from events.inbox where state = 'failed' order by processed_at, id limit $2)
            ) o
        )
        delete from events.inbox i
        using (select * from oldest where bytes_before < (select bytes - $1 from total) order by bytes_before limit $2) o
        where o.id = i.id and i.state <> 'waiting'
        """;
}
