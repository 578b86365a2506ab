using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Quarantine;

/// <summary>Records each time an entry of the quarantine was driven again.</summary>
internal sealed class QuarantineAttempts(NpgsqlDataSource dataSource)
{
    /// <summary>Records attempts, all or none. Entries that are gone meanwhile are passed over.</summary>
    public async Task RecordAsync(IReadOnlyList<Redriven> redriven, string? actor, bool lenient, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Record);
        NpgsqlParameter[] parameters =
        [
            Sql.Array(redriven.Select(one => one.Number), NpgsqlDbType.Bigint), Sql.Array(redriven.Select(one => one.Recorded.Word), NpgsqlDbType.Text),
            Sql.Array(redriven.Select(one => one.Recorded.Place), NpgsqlDbType.Bigint),
            Sql.Array(redriven.Select(one => QuarantineText.Storable(one.Message)), NpgsqlDbType.Text),
            Sql.Text(QuarantineText.Storable(actor)), Sql.Value(lenient),
        ];
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    // Rows are locked in the order in which they are kept. What is in the log once stays so, whatever a stricter attempt says of it later.
    private const string Record = """
        with tried as (
            select t.entry, t.outcome, t.position, t.message, t.outcome in ('appended', 'duplicate') as in_log
            from unnest($1, $2, $3, $4) t (entry, outcome, position, message)
        ), locked as materialized (
            select id from events.quarantine where id = any($1) order by digest, reason, form for update
        ), updated as (
            update events.quarantine q
            set attempts = q.attempts + 1,
                state = case when t.in_log then 'redriven' else q.state end,
                position = case when t.in_log then coalesce(q.position, t.position) else q.position end,
                redriven_at = case when t.in_log then coalesce(q.redriven_at, now()) else q.redriven_at end
            from tried t
            join locked l on l.id = t.entry
            where q.id = t.entry
        ), forgotten as (
            delete from events.quarantine_attempt a
            using (
                select id, row_number() over (partition by entry order by id desc) as nth
                from events.quarantine_attempt
                where entry = any($1)
            ) earlier
            where earlier.id = a.id and earlier.nth >= 20
        )
        insert into events.quarantine_attempt (entry, actor, lenient, outcome, position, message)
        select t.entry, $5, $6, t.outcome, t.position, t.message
        from tried t
        join locked l on l.id = t.entry
        order by t.entry
        """;
}
