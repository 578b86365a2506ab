using Npgsql;

namespace CdViz.Adapters.Quarantine;

/// <summary>Reads the quarantine.</summary>
public sealed class QuarantineReader(NpgsqlDataSource dataSource)
{
    /// <summary>An entry, or null.</summary>
    public async Task<QuarantineEntry?> AtAsync(long number, CancellationToken ct) =>
        (await ReadAsync(At, ct, number).ConfigureAwait(false)) is [var entry] ? entry : null;

    /// <summary>The entries after a number, by number, without their bodies and errors.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">Number of the last entry seen, 0 to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Ends it.</param>
    public Task<IReadOnlyList<QuarantineEntry>> PageAsync(QuarantineFilter filter, long after, int limit, CancellationToken ct) =>
        ReadAsync(Page, ct, [.. Values(filter), after, limit]);

    /// <summary>The same, those that came in last first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">The last entry seen, when it came in first and its number; null to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="ct">Ends it.</param>
    public Task<IReadOnlyList<QuarantineEntry>> LatestAsync(
        QuarantineFilter filter, (DateTime ReceivedAt, long Number)? before, int limit, CancellationToken ct) =>
        ReadAsync(Latest, ct, [.. Values(filter), before?.ReceivedAt, before?.Number, limit]);

    /// <summary>The entries after a number up to another, by number, with their bodies: as many as fit, at least one if there is any.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">Number of the last entry seen, 0 to begin.</param>
    /// <param name="upTo">Number of the last entry wanted.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="maxBytes">Bytes they may have together; the last may go beyond.</param>
    /// <param name="ct">Ends it.</param>
    public Task<IReadOnlyList<QuarantineEntry>> WholeAsync(
        QuarantineFilter filter, long after, long upTo, int limit, long maxBytes, CancellationToken ct) =>
        ReadAsync(Whole, ct, [.. Values(filter), after, limit, upTo, maxBytes]);

    /// <summary>How many entries there are, and the number of the last; 0 where there are none.</summary>
    public async Task<(long Count, long Last)> CountAsync(QuarantineFilter filter, CancellationToken ct)
    {
        await using var command = Command(Count, Values(filter));
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await reader.ReadAsync(ct).ConfigureAwait(false);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The last times an entry was driven again, the latest first.</summary>
    public async Task<IReadOnlyList<QuarantineAttempt>> AttemptsAsync(long number, CancellationToken ct)
    {
        await using var command = Command(Attempts, [number]);
        var attempts = new List<QuarantineAttempt>();
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            attempts.Add(new QuarantineAttempt(
                reader.GetDateTime(0), Text(reader, 1), reader.GetBoolean(2), reader.GetString(3), Number(reader, 4), reader.GetString(5)));
        }

        return attempts;
    }

    private static object?[] Values(QuarantineFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return [filter.State, filter.Reason, filter.Source, filter.Door, filter.From, filter.To];
    }

    private async Task<IReadOnlyList<QuarantineEntry>> ReadAsync(string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = Command(sql, values);
        var entries = new List<QuarantineEntry>();
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            entries.Add(Entry(reader));
        }

        return entries;
    }

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value ?? DBNull.Value }).ToArray());
        return command;
    }

    private static QuarantineEntry Entry(NpgsqlDataReader row)
    {
        var e = new QuarantinedEvent(
            row.GetString(4), Text(row, 5), row.GetString(6), row.GetString(7), QuarantineText.JsonAt<Violation[]>(row, 8) ?? [], Text(row, 10),
            row.GetFieldValue<byte[]>(11), Text(row, 12), Text(row, 13))
        {
            Headers = QuarantineText.JsonAt<Dictionary<string, string>>(row, 9),
            Form = Enum.Parse<BodyForm>(row.GetString(14), ignoreCase: true),
        };
        return new QuarantineEntry(row.GetInt64(0), e, row.GetDateTime(1), row.GetDateTime(2), row.GetInt64(3))
        {
            State = row.GetString(15),
            Position = Number(row, 16),
            RedrivenAt = row.IsDBNull(17) ? null : row.GetDateTime(17),
            Attempts = row.GetInt64(18),
            BodyBytes = row.GetInt32(19),
        };
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private const string Before = "id, received_at, last_seen_at, times_seen, door, sender, reason, message";

    private const string After = "source, event_id, form, state, position, redriven_at, attempts, octet_length(body)";

    private const string All = $"{Before}, errors, headers, content_type, body, {After}";

    private const string Listed = $"{Before}, null::jsonb, null::jsonb, content_type, ''::bytea, {After}";

    private const string Wanted = """
        ($1::text is null or state = $1) and ($2::text is null or reason = $2) and ($3::text is null or source = $3) and ($4::text is null or door = $4)
        and ($5::timestamptz is null or last_seen_at >= $5) and ($6::timestamptz is null or last_seen_at < $6)
        """;

    private const string At = $"select {All} from events.quarantine where id = $1";

    private const string Page = $"select {Listed} from events.quarantine where {Wanted} and id > $7 order by id limit $8";

    private const string Latest = $"""
        select {Listed}
        from events.quarantine
        where {Wanted} and ($7::timestamptz is null or (received_at, id) < ($7, $8::bigint))
        order by received_at desc, id desc
        limit $9
        """;

    private const string Whole = $"""
        select {All}
        from (
            select q.*, sum(q.bytes) over (order by q.id) - q.bytes as bytes_before
            from (select * from events.quarantine where {Wanted} and id > $7 and id <= $9 order by id limit $8) q
        ) q
        where bytes_before < $10
        order by id
        """;

    private const string Count = $"select count(*), coalesce(max(id), 0) from events.quarantine where {Wanted}";

    private const string Attempts = """
        select attempted_at, actor, lenient, outcome, position, message from events.quarantine_attempt where entry = $1 order by id desc
        """;
}
