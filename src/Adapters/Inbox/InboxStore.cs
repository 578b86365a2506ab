using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Inbox;

/// <summary>Reads the inbox and writes down what became of its entries.</summary>
public sealed class InboxStore(NpgsqlDataSource dataSource)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>An entry, or null.</summary>
    public async Task<InboxEntry?> AtAsync(long number, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(At);
        command.Parameters.Add(Sql.Value(number));
        return await ReadAsync(command, ct).ConfigureAwait(false) is [var entry] ? entry : null;
    }

    /// <summary>The first entries that wait in a lane and are due, in order, as many as fit; at least one if there is any.</summary>
    /// <param name="lane">Whose.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="maxBytes">Bytes they may have together; the last may go beyond.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<InboxEntry>> WaitingAsync(InboxLane lane, int limit, long maxBytes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(lane);
        await using var command = dataSource.CreateCommand(lane.Others ? WaitingOfOthers : WaitingOf);
        command.Parameters.AddRange((NpgsqlParameter[])[Sql.Value(limit), Sql.Value(maxBytes), Sql.Array(lane.Sources, NpgsqlDbType.Text)]);
        return await ReadAsync(command, ct).ConfigureAwait(false);
    }

    /// <summary>The entries that a filter lets through, the latest first, without their bodies and headers.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">The last entry seen, when it came in and its number; null to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The entries; cut where they end before because of what became of the many events in them.</returns>
    public async Task<(IReadOnlyList<InboxEntry> Entries, bool Cut)> LatestAsync(InboxFilter filter, (DateTime ReceivedAt, long Number)? before, int limit, CancellationToken ct)
    {
        var (entries, _, cut) = await BoundedRows.ReadAsync(
            dataSource, Latest, [.. Values(filter), Nullable(before?.ReceivedAt, NpgsqlDbType.TimestampTz), Nullable(before?.Number, NpgsqlDbType.Bigint), Sql.Value(limit)],
            BoundedRows.PageBytes, row => Entry(row) is var entry ? (entry, entry.Results.Count * BytesOfResult) : default, ct).ConfigureAwait(false);
        return (entries, cut);
    }

    /// <summary>Writes down what became of entries that wait; those that another node was quicker with stay as they are.</summary>
    public async Task RecordAsync(IReadOnlyList<Processed> processed, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(processed);
        await using var command = dataSource.CreateCommand(Record);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Sql.Array(processed.Select(one => one.Number), NpgsqlDbType.Bigint),
            Sql.Array(processed.Select(one => one.State), NpgsqlDbType.Text),
            Sql.Array(processed.Select(one => JsonSerializer.Serialize(one.Results.Select(Storable), Json)), NpgsqlDbType.Jsonb),
            Sql.Array(processed.Select(one => one.Translators is { } names ? string.Join(' ', names) : null), NpgsqlDbType.Text),
            Sql.Array(processed.Select(one => QuarantineText.Storable(one.Remark)), NpgsqlDbType.Text),
            Sql.Array(processed.Select(one => one.Again), NpgsqlDbType.Interval),
        ]);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Lets an entry wait again, so that it is taken once more: what of it is in the log is found there.</summary>
    /// <returns>False when there is no such entry.</returns>
    public async Task<bool> RedriveAsync(long number, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Redrive);
        command.Parameters.Add(Sql.Value(number));
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is not null;
    }

    /// <summary>Lets all entries wait again that a filter lets through, some thousands at a time; those that wait already are left alone.</summary>
    /// <returns>How many there are.</returns>
    public async Task<long> RedriveAsync(InboxFilter filter, CancellationToken ct)
    {
        var (all, last) = (0L, 0L);
        while (true)
        {
            await using var command = dataSource.CreateCommand(RedriveSome);
            command.Parameters.AddRange((NpgsqlParameter[])[.. Values(filter), Sql.Value(last), Sql.Value(RedrivenAtOnce)]);
            await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            await reader.ReadAsync(ct).ConfigureAwait(false);
            if (reader.GetInt64(0) is 0)
            {
                return all;
            }

            (all, last) = (all + reader.GetInt64(0), reader.GetInt64(1));
        }
    }

    /// <summary>What waits, by source; where it is no source's, by its door.</summary>
    public async Task<IReadOnlyList<(string Source, long Waiting, double OldestSeconds)>> WaitingBySourceAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(WaitingBySource);
        var all = new List<(string, long, double)>();
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            all.Add((reader.GetString(0), reader.GetInt64(1), reader.GetDouble(2)));
        }

        return all;
    }

    /// <summary>How much waits.</summary>
    public async Task<InboxTotals> TotalsAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Totals);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await reader.ReadAsync(ct).ConfigureAwait(false);
        return new InboxTotals(reader.GetInt64(0), reader.GetDouble(1));
    }

    private static NpgsqlParameter[] Values(InboxFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return
        [
            Sql.Text(filter.State), Sql.Text(filter.Source), Sql.Text(filter.Translator), Nullable(filter.From, NpgsqlDbType.TimestampTz),
            Nullable(filter.To, NpgsqlDbType.TimestampTz),
        ];
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static Taken Storable(Taken taken) => taken with
    {
        Source = QuarantineText.Storable(taken.Source),
        Id = QuarantineText.Storable(taken.Id),
        Message = QuarantineText.Storable(taken.Message)!,
    };

    private static async Task<IReadOnlyList<InboxEntry>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var entries = new List<InboxEntry>();
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            entries.Add(Entry(reader));
        }

        return entries;
    }

    private static InboxEntry Entry(NpgsqlDataReader row)
    {
        var how = new Delivery(row.GetString(2), Text(row, 3), Text(row, 4))
        {
            Form = Enum.Parse<BodyForm>(row.GetString(5), ignoreCase: true),
            Headers = QuarantineText.JsonAt<Dictionary<string, string>>(row, 6),
        };
        return new InboxEntry(row.GetInt64(0), how, row.GetFieldValue<byte[]>(7), row.GetDateTime(1))
        {
            State = row.GetString(8),
            Attempts = row.GetInt32(9),
            ProcessedAt = row.IsDBNull(10) ? null : row.GetDateTime(10),
            Results = QuarantineText.JsonAt<Taken[]>(row, 11) ?? [],
            Source = Text(row, 12),
            Translators = row.IsDBNull(13) ? [] : row.GetFieldValue<string[]>(13),
            Remark = Text(row, 14),
            DueAt = row.IsDBNull(15) ? null : row.GetDateTime(15),
        };
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private const int RedrivenAtOnce = 5000;

    // About: its id, and mostly a position alone.
    private const long BytesOfResult = 256;

    private const string After = "state, attempts, processed_at, results, source, translators, remark, due_at";

    private const string Columns = $"id, received_at, door, sender, content_type, form, headers, body, {After}";

    private const string At = $"select {Columns} from events.inbox where id = $1";

    // No cursor: an entry with a lower number that is committed later is simply the next one.
    private const string Page = "order by id limit $1";

    private const string Fitting = $"""
        select {Columns}
        from (select i.*, sum(i.bytes) over (order by i.id) - i.bytes as bytes_before from due i) i
        where bytes_before < $2
        order by id
        """;

    private const string Due = "state = 'waiting' and (due_at is null or due_at <= now())";

    private const string WaitingOf = $"with due as (select * from events.inbox where {Due} and source = any ($3) {Page}) {Fitting}";

    private const string WaitingOfOthers = $"with due as (select * from events.inbox where {Due} and (source is null or source <> all ($3)) {Page}) {Fitting}";

    private const string Wanted = """
        ($1::text is null or state = $1) and ($2::text is null or source = $2) and ($3::text is null or $3 = any (translators))
        and ($4::timestamptz is null or received_at >= $4) and ($5::timestamptz is null or received_at < $5)
        """;

    private const string Latest = $"""
        select id, received_at, door, sender, content_type, form, null::jsonb, ''::bytea, {After}
        from events.inbox
        where {Wanted} and ($6::timestamptz is null or (received_at, id) < ($6, $7::bigint))
        order by received_at desc, id desc
        limit $8
        """;

    private const string Record = """
        update events.inbox i
        set state = p.state, results = p.results, translators = string_to_array(p.translators, ' '), remark = p.remark, due_at = clock_timestamp() + p.again,
            processed_at = case when p.state <> 'waiting' then now() end, attempts = i.attempts + 1
        from unnest($1, $2, $3, $4, $5, $6) p (id, state, results, translators, remark, again)
        where i.id = p.id and i.state = 'waiting'
        """;

    private const string Redrive = """
        with again as (
            update events.inbox set state = 'waiting', processed_at = null, due_at = null where id = $1 returning id
        )
        select id, case when pg_notification_queue_usage() < 0.9 then pg_notify('cdviz_inbox', '') end from again
        """;

    private const string RedriveSome = $"""
        with chosen as (
            select id from events.inbox where {Wanted} and state <> 'waiting' and id > $6 order by id limit $7
        ), again as (
            update events.inbox i set state = 'waiting', processed_at = null, due_at = null from chosen c where i.id = c.id and i.state <> 'waiting' returning i.id
        ), told as (
            select pg_notify('cdviz_inbox', '') from again where pg_notification_queue_usage() < 0.9 limit 1
        )
        select (select count(*) from chosen), coalesce((select max(id) from chosen), 0), (select count(*) from again), (select count(*) from told)
        """;

    private const string WaitingBySource = """
        select coalesce(source, door), count(*), greatest(coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0), 0)::float8
        from events.inbox
        where state = 'waiting'
        group by 1
        """;

    private const string Totals = """
        select count(*), greatest(coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0), 0)::float8 from events.inbox where state = 'waiting'
        """;
}
