using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>Reads the log.</summary>
public sealed class EventLog(NpgsqlDataSource dataSource)
{
    /// <summary>Most events looked at for one page when the filter has more than an index can answer.</summary>
    public int Scan { get; init; } = 5_000;

    /// <summary>Bytes of events after which a page ends, be there fewer events than asked for.</summary>
    public int PageBytes { get; init; } = BoundedRows.PageBytes;

    /// <summary>The last position; 0 for an empty log.</summary>
    public async Task<long> HeadAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(LogSql.Head);
        return (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    /// <summary>The events after a position that the filter lets through. A page looks at so many events at most, and says where to go on.</summary>
    public Task<EventPage> PageAsync(long after, int limit, EventFilter filter, CancellationToken ct) => PageAsync(Ahead, after, limit, filter, ct);

    /// <summary>The events before a position that the filter lets through, the latest first; else as those after one.</summary>
    public Task<EventPage> BeforeAsync(long before, int limit, EventFilter filter, CancellationToken ct) => PageAsync(Back, before, limit, filter, ct);

    private async Task<EventPage> PageAsync(Direction direction, long from, int limit, EventFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var (alias, typeName) = TypeOf(filter.Type);
        if (filter.Type is not null && alias is null)
        {
            return new EventPage([], from, More: false);
        }

        // One condition picks the candidates by its index, in order of position; the others look at each.
        var (candidates, value, rest) = filter switch
        {
            { Chain: { } chain } => (direction.ByChain, chain, filter with { Chain = null }),
            { Subject: { } subject } => (direction.BySubject, subject, filter with { Subject = null }),
            { Type: not null } => (direction.ByType, alias, typeName is null ? filter with { Type = null } : filter),
            _ => (direction.ByPosition, null, filter),
        };
        var scan = rest == new EventFilter() ? limit : Math.Max(limit, Scan);
        var positions = await PositionsAsync(candidates, from, scan, value, ct).ConfigureAwait(false);
        var (events, cut) = await ReadAsync(direction.AtPositions, PageBytes, ct, positions, limit, alias, typeName, rest.Subject, rest.Source, rest.Chain).ConfigureAwait(false);
        return cut || events.Count == limit ? new EventPage(events, events[^1].Position, More: true)
            : new EventPage(events, positions is [.., var last] ? last : from, More: positions.Length == scan);
    }

    /// <summary>The event at a position, or null.</summary>
    public async Task<StoredEvent?> AtAsync(long position, CancellationToken ct) =>
        (await ReadAsync(AtPosition, int.MaxValue, ct, position).ConfigureAwait(false)).Events is [var e] ? e : null;

    /// <summary>A stream's events after a version, by version; empty when there is no such stream. <c>Next</c> is the last one's version.</summary>
    public async Task<EventPage> StreamAsync(string stream, long afterVersion, int limit, CancellationToken ct)
    {
        var (events, cut) = await ReadAsync(OfStream, PageBytes, ct, stream, afterVersion, limit + 1L).ConfigureAwait(false);
        var shown = events.Count > limit ? [.. events.Take(limit)] : events;
        return new EventPage(shown, shown.Count > 0 ? shown[^1].Version : afterVersion, More: cut || events.Count > limit);
    }

    /// <summary>The name in the log, and the name to be compared with context.type where that says more.</summary>
    internal static (string? Alias, string? TypeName) TypeOf(string? type) => type switch
    {
        null => default,
        _ when EventTypes.OfAlias(type) is not null => (type, null),
        _ when type.StartsWith("dev.cdeventsx.", StringComparison.Ordinal) => (EventTypes.Custom.Alias, type),
        _ when EventTypes.All.FirstOrDefault(known => type == known.ToString()) is { } known => (known.Alias, null),
        _ when EventTypes.All.FirstOrDefault(known => type.StartsWith($"{known}.", StringComparison.Ordinal)) is { } known => (known.Alias, type),
        _ => default,
    };

    private async Task<long[]> PositionsAsync(string sql, long from, int scan, string? value, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(Sql.Value(from));
        command.Parameters.Add(Sql.Value(scan));
        if (value is not null)
        {
            command.Parameters.Add(Sql.Value(value));
        }

        return (long[])(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    /// <summary>The events that a statement on <see cref="Columns"/> gives. Cut is true where the page ended by its bytes.</summary>
    internal Task<(List<StoredEvent> Events, bool Cut)> ReadAsync(string sql, int maxBytes, CancellationToken ct, params object?[] values) => ReadAsync(dataSource, sql, maxBytes, ct, values);

    /// <summary>The same of any database.</summary>
    internal static async Task<(List<StoredEvent> Events, bool Cut)> ReadAsync(NpgsqlDataSource dataSource, string sql, int maxBytes, CancellationToken ct, params object?[] values)
    {
        var (events, _, cut) = await BoundedRows.ReadAsync(
            dataSource, sql, values.Select(value => new NpgsqlParameter { Value = value ?? DBNull.Value }), maxBytes, row => Event(row) is var e ? (e, e.Data.Length) : default, ct).ConfigureAwait(false);
        return (events, cut);
    }

    internal static StoredEvent Event(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4), reader.GetDateTime(5), reader.GetDateTime(6),
        reader.IsDBNull(7) ? null : reader.GetString(7), reader.IsDBNull(8) ? null : reader.GetString(8), reader.GetFieldValue<byte[]>(9))
    {
        Trace = reader.FieldCount > 10 && !reader.IsDBNull(10) ? new(reader.GetString(10), reader.IsDBNull(11) ? null : reader.GetString(11)) : default,
    };

    private static readonly Direction Ahead = new(
        "select array(select seq_id from events.mt_events where seq_id > $1 order by seq_id limit $2)",
        "select array(select seq_id from events.mt_events where type = $3 and seq_id > $1 order by seq_id limit $2)",
        "select array(select position from events.chain_event where chain_id = $3 and position > $1 order by position limit $2)",
        """
        select array(
            select e.seq_id
            from events.mt_events e
            where e.stream_id in (select s.stream_id from events.subject_stream s where s.subject_id = $3) and e.seq_id > $1
            order by e.seq_id
            limit $2)
        """,
        $"{Chosen} order by e.seq_id limit $2");

    private static readonly Direction Back = new(
        "select array(select seq_id from events.mt_events where seq_id < $1 order by seq_id desc limit $2)",
        "select array(select seq_id from events.mt_events where type = $3 and seq_id < $1 order by seq_id desc limit $2)",
        "select array(select position from events.chain_event where chain_id = $3 and position < $1 order by position desc limit $2)",
        """
        select array(
            select e.seq_id
            from events.mt_events e
            where e.stream_id in (select s.stream_id from events.subject_stream s where s.subject_id = $3) and e.seq_id < $1
            order by e.seq_id desc
            limit $2)
        """,
        $"{Chosen} order by e.seq_id desc limit $2");

    internal const string Columns =
        "e.seq_id, e.id, e.stream_id, e.version, e.type, (e.headers ->> 'occurredAt')::timestamptz, e.timestamp, e.correlation_id, e.user_name, e.data";

    /// <summary>The same with the trace context.</summary>
    internal const string ColumnsWithTrace = $"{Columns}, e.headers ->> 'traceparent', e.headers ->> 'tracestate'";

    private const string Chosen = $"""
        select {Columns}
        from events.mt_events e
        where e.seq_id = any($1)
          and ($3::text is null or e.type = $3)
          and ($4::text is null or e.headers ->> 'type' = $4 or starts_with(e.headers ->> 'type', $4 || '.'))
          and ($5::text is null or e.stream_id in (select s.stream_id from events.subject_stream s where s.subject_id = $5))
          and ($6::text is null or e.headers ->> 'source' = $6)
          and ($7::text is null or e.correlation_id = $7)
        """;

    private const string AtPosition = $"select {Columns} from events.mt_events e where e.seq_id = $1";

    /// <summary>The statements that read the log one way: which positions a filter's index gives, and the events there that pass the rest of it.</summary>
    private sealed record Direction(string ByPosition, string ByType, string ByChain, string BySubject, string AtPositions);

    private const string OfStream = $"select {Columns} from events.mt_events e where e.stream_id = $1 and e.version > $2 order by e.version limit $3";
}
