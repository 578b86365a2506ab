using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Auditing;

/// <summary>Keeps who did what.</summary>
/// <param name="database">The database.</param>
public sealed class AuditStore(NpgsqlDataSource database)
{
    private const int Longest = 2000;
    private const int DroppedAtOnce = 5000;

    /// <summary>Writes down that something begins.</summary>
    /// <returns>Number of the entry.</returns>
    public async Task<long> BeginAsync(AuditedAction what, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(what);
        await using var command = database.CreateCommand(Begin);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Sql.Text(Storable(what.Actor)), Sql.Text(Storable(what.Address)), Sql.Text(what.Door), Sql.Text(Storable(what.Action)), Sql.Text(Storable(what.Target)), Sql.Text(what.TraceId),
        ]);
        return (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    /// <summary>Writes down what came of it.</summary>
    public async Task EndAsync(long number, string outcome, int? status, TimeSpan took, CancellationToken ct)
    {
        await using var command = database.CreateCommand(End);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Sql.Value(number), Sql.Text(outcome), new() { Value = (object?)status ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer }, new() { Value = took, NpgsqlDbType = NpgsqlDbType.Interval },
        ]);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>The entries that a filter lets through, the latest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">The last entry seen; null to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<AuditEntry>> LatestAsync(AuditFilter filter, (DateTime At, long Number)? before, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var command = database.CreateCommand(Latest);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Sql.Text(filter.Actor), Sql.Text(filter.Action), Sql.Text(filter.Outcome), Time(filter.From), Time(filter.To), Time(before?.At),
            new() { Value = (object?)before?.Number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }, Sql.Value(limit),
        ]);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var entries = new List<AuditEntry>();
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            entries.Add(new(
                reader.GetInt64(0), reader.GetDateTime(1), new(Text(2), Text(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), Text(10)), Text(7),
                reader.IsDBNull(8) ? null : reader.GetInt32(8), reader.IsDBNull(9) ? null : reader.GetTimeSpan(9)));
        }

        return entries;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Drops what is beyond the limits, the oldest first.</summary>
    /// <returns>How many entries were dropped.</returns>
    public async Task<long> PruneAsync(AuditLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var dropped = 0L;
        for (var some = DroppedAtOnce; some == DroppedAtOnce; dropped += some)
        {
            await using var command = database.CreateCommand(Prune);
            command.Parameters.AddRange((NpgsqlParameter[])
                [new() { Value = limits.KeepFor, NpgsqlDbType = NpgsqlDbType.Interval }, Sql.Value(limits.MaxEntries), Sql.Value(DroppedAtOnce)]);
            some = await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }

        return dropped;
    }

    private static NpgsqlParameter Time(DateTime? time) => new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static string? Storable(string? text) => QuarantineText.Storable(text is { Length: > Longest } ? text[..Longest] : text);

    private const string Begin = "insert into events.audit (actor, address, door, action, target, trace_id) values ($1, $2, $3, $4, $5, $6) returning id";

    private const string End = "update events.audit set outcome = $2, status = $3, took = $4 where id = $1";

    private const string Latest = """
        select id, at, actor, address, door, action, target, outcome, status, took, trace_id
        from events.audit
        where ($1::text is null or actor = $1) and ($2::text is null or action = $2) and ($3::text is null or outcome = $3)
            and ($4::timestamptz is null or at >= $4) and ($5::timestamptz is null or at < $5)
            and ($6::timestamptz is null or (at, id) < ($6, $7))
        order by at desc, id desc
        limit $8
        """;

    // Numbers have no holes but those of what was given up: the newest less the limit is where to begin.
    private const string Prune = """
        delete from events.audit
        where id in (
            select id from events.audit
            where at < now() - $1 or id <= (select max(id) from events.audit) - $2
            order by at, id limit $3 for update skip locked)
        """;
}
