using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting.Feed;

/// <summary>Reads events out of the log for projections: their content in its current shape, and of the CDEvent nothing else but whose the subject is and what a test tested; and the corrections of any events.</summary>
internal static class EventFeed
{
    /// <summary>Workers share the processors among themselves; more processes in the database would only take them from those who append and read meanwhile.</summary>
    public const string OneProcessSql = "set max_parallel_workers_per_gather = 0";

    /// <summary>The columns of an event, in the order <see cref="EventReader"/> expects them. <c>$1</c> are the types.</summary>
    public const string Select =
        """
        select seq_id, id, stream_id, version, array_position($1, type::text), timestamp, correlation_id, headers->>'occurredAt', jsonb_send(data #> '{subject,content}'),
               events.given_source(data), case when type = 'test_case_run_finished' and data ? 'customData' then events.tested_artifact(data) end
        """;

    /// <summary>Which events a projection reads: those of its types <c>$1</c>, and corrections of any.</summary>
    public const string Wanted = "(type = any($1) or type = 'custom_event' and headers ->> 'door' = 'correction')";

    private const string HeadSql = "select coalesce(max(seq_id), 0) from events.mt_events";

    private const string PageSql = $"""
        {Select}
        from events.mt_events
        where seq_id > $2 and seq_id <= $3 and {Wanted}
        order by seq_id
        """;

    private const string StreamsSql = $"""
        {Select}
        from events.mt_events
        where stream_id = any($3) and seq_id <= $2 and {Wanted}
        """;

    private const string SubjectsSql = $"""
        {Select}
        from events.mt_events
        where stream_id in (
            select s.stream_id from events.subject_stream s
            join unnest($3, $4) as wanted (subject_type, subject_id) using (subject_type, subject_id))
          and seq_id <= $2 and {Wanted}
        """;

    /// <summary>The last position of the log, 0 when it is empty.</summary>
    public static async Task<long> HeadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(HeadSql, connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The events of the projection after one position and up to another, or fewer when they are large.</summary>
    public static async Task<FeedPage> PageAsync(NpgsqlConnection connection, Projection projection, long after, long upTo, CancellationToken ct)
    {
        if (projection is SqlProjection)
        {
            return new([], upTo, 0, IsCut: false);
        }

        await using var command = new NpgsqlCommand(PageSql, connection) { Parameters = { Types(projection), Sql.Value(after), Sql.Value(upTo) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadPageAsync(reader, projection.Reads, upTo, ct);
    }

    /// <summary>
    /// One look at the log for many projections, in one round trip: moves on the progress of those that had nothing to do, and asks for the epoch of the
    /// generations, the end of the log, and the events of some types among the next positions.
    /// </summary>
    /// <param name="connection">Reads.</param>
    /// <param name="types">The types.</param>
    /// <param name="after">The last position that was seen before.</param>
    /// <param name="positions">How many positions to look at; fewer are when the events are large.</param>
    /// <param name="idle">Projections that have nothing to do up to <paramref name="after"/>: name and position of their progress.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Look> LookAsync(
        NpgsqlConnection connection, IReadOnlyList<EventType> types, long after, int positions, IReadOnlyList<(string Progress, long Position)> idle, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(GenerationStore.EpochSql),
                new(HeadSql),
                new(PageSql) { Parameters = { Types(types), Sql.Value(after), Sql.Value(after + positions) } },
            },
        };
        if (idle.Count > 0)
        {
            batch.BatchCommands.Add(GenerationStore.AdvanceIdle(idle, after));
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var epoch = await ScalarAsync(reader, ct);
        await reader.NextResultAsync(ct);
        var head = await ScalarAsync(reader, ct);
        await reader.NextResultAsync(ct);
        var page = await ReadPageAsync(reader, types, Math.Min(head, after + positions), ct);
        Dictionary<string, IdleProgress> moved = [];
        await reader.NextResultAsync(ct);
        while (idle.Count > 0 && await reader.ReadAsync(ct))
        {
            moved.Add(reader.GetString(0), reader.GetBoolean(2) ? IdleProgress.Overtaken : reader.GetBoolean(1) ? IdleProgress.Moved : IdleProgress.Held);
        }

        return new(epoch, Math.Max(head, page.UpTo), page, moved);
    }

    /// <summary>All events, up to a position, that may share a key with the given ones; in no particular order.</summary>
    public static async Task<List<RecordedEvent>> KinAsync(
        NpgsqlConnection connection, Projection projection, KeySpan span, IReadOnlyCollection<RecordedEvent> events, long upTo, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand { Connection = connection, Parameters = { Types(projection), Sql.Value(upTo) } };
        if (span is KeySpan.Stream)
        {
            command.CommandText = StreamsSql;
            command.Parameters.Add(Sql.Array(events.Select(e => e.StreamName).Distinct(), NpgsqlDbType.Text));
        }
        else
        {
            var subjects = events.Select(e => e.Stream).Select(s => (s.SubjectType, s.SubjectId)).Distinct().ToArray();
            command.CommandText = SubjectsSql;
            command.Parameters.Add(Sql.Array(subjects.Select(s => s.SubjectType), NpgsqlDbType.Text));
            command.Parameters.Add(Sql.Array(subjects.Select(s => s.SubjectId), NpgsqlDbType.Text));
        }

        return await ReadAllAsync(command, projection, ct);
    }

    private static NpgsqlParameter Types(Projection projection) => Types(projection.Reads);

    /// <summary>The aliases of some types as one parameter.</summary>
    public static NpgsqlParameter Types(IReadOnlyList<EventType> types) => Sql.Array(types.Select(t => t.Alias), NpgsqlDbType.Text);

    private static async Task<long> ScalarAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        await reader.ReadAsync(ct);
        return reader.GetInt64(0);
    }

    private static async Task<List<RecordedEvent>> ReadAllAsync(NpgsqlCommand command, Projection projection, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<RecordedEvent> all = [];
        var events = new EventReader(reader, projection.Reads);
        while (await reader.ReadAsync(ct))
        {
            all.Add(events.Read());
        }

        return all;
    }

    private static async Task<FeedPage> ReadPageAsync(NpgsqlDataReader reader, IReadOnlyList<EventType> types, long upTo, CancellationToken ct)
    {
        List<RecordedEvent> page = [];
        var events = new EventReader(reader, types);
        long bytes = 0;
        while (await reader.ReadAsync(ct))
        {
            if (bytes >= FeedPage.MostBytes)
            {
                return new(page, page[^1].Position, bytes, IsCut: true);
            }

            page.Add(events.Read());
            bytes += page[^1].ContentBytes;
        }

        // It may show events that were committed after the end was asked for; then all before them are there as well.
        return new(page, page.Count > 0 ? Math.Max(upTo, page[^1].Position) : upTo, bytes, IsCut: false);
    }
}
