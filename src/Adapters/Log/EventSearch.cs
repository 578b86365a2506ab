using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>Looks for events in the log from its end on, for people: the latest come first.</summary>
public sealed class EventSearch(NpgsqlDataSource dataSource)
{
    /// <summary>Most events looked at for one page.</summary>
    public int Scan { get; init; } = 5_000;

    /// <summary>The latest events before a position that the filter lets through and that hold a text.</summary>
    /// <param name="before">The position; null for the end of the log.</param>
    /// <param name="limit">How many events at most.</param>
    /// <param name="filter">Which events.</param>
    /// <param name="text">Some text of the event, whatever its case; null for any.</param>
    /// <param name="ct">Ends the search.</param>
    /// <returns>The events; <c>Next</c> is the <c>before</c> of the next page.</returns>
    public async Task<EventPage> LatestAsync(long? before, int limit, EventFilter filter, string? text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var from = before ?? long.MaxValue;
        var (alias, typeName) = EventLog.TypeOf(filter.Type);
        if (filter.Type is not null && alias is null)
        {
            return new EventPage([], from, More: false);
        }

        var (candidates, value, rest) = filter switch
        {
            { Chain: { } chain } => (ByChain, chain, filter with { Chain = null }),
            { Subject: { } subject } => (BySubject, subject, filter with { Subject = null }),
            { Type: not null } => (ByType, alias, typeName is null ? filter with { Type = null } : filter),
            _ => (ByPosition, null, filter),
        };
        var scan = rest == new EventFilter() && text is null ? limit : Math.Max(limit, Scan);
        var positions = await PositionsAsync(candidates, from, scan, value, ct).ConfigureAwait(false);
        var (events, cut) = await EventLog.ReadAsync(
            dataSource, AtPositions, BoundedRows.PageBytes, ct, positions, limit, alias, typeName, rest.Subject, rest.Source, rest.Chain, text).ConfigureAwait(false);
        return cut || events.Count == limit ? new EventPage(events, events[^1].Position, More: true)
            : new EventPage(events, positions is [.., var last] ? last : from, More: positions.Length == scan);
    }

    private async Task<long[]> PositionsAsync(string sql, long before, int scan, string? value, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(Sql.Value(before));
        command.Parameters.Add(Sql.Value(scan));
        if (value is not null)
        {
            command.Parameters.Add(Sql.Value(value));
        }

        return (long[])(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    private const string ByPosition = """
        select array(select seq_id from events.mt_events where seq_id < $1 order by seq_id desc limit $2)
        """;

    private const string ByType = """
        select array(select seq_id from events.mt_events where type = $3 and seq_id < $1 order by seq_id desc limit $2)
        """;

    private const string ByChain = """
        select array(select position from events.chain_event where chain_id = $3 and position < $1 order by position desc limit $2)
        """;

    private const string BySubject = """
        select array(
            select e.seq_id
            from events.mt_events e
            where e.stream_id in (select s.stream_id from events.subject_stream s where s.subject_id = $3) and e.seq_id < $1
            order by e.seq_id desc
            limit $2)
        """;

    private const string AtPositions = $"""
        select {EventLog.Columns}
        from events.mt_events e
        where e.seq_id = any($1)
          and ($3::text is null or e.type = $3)
          and ($4::text is null or e.headers ->> 'type' = $4 or starts_with(e.headers ->> 'type', $4 || '.'))
          and ($5::text is null or e.stream_id in (select s.stream_id from events.subject_stream s where s.subject_id = $5))
          and ($6::text is null or e.headers ->> 'source' = $6)
          and ($7::text is null or e.correlation_id = $7)
          and ($8::text is null or position(lower($8) in lower(e.data::text)) > 0)
        order by e.seq_id desc
        limit $2
        """;
}
