using System.Runtime.CompilerServices;
using Npgsql;

namespace CdViz.Adapters.Projecting.Feed;

/// <summary>
/// Reads the events of the log in groups that may share a key, each group whole and once: at the page in which its first event lies. Pages go along the log,
/// and a group's events mostly lie near its first one; so nothing is sorted, and what is read is in memory already.
/// </summary>
internal static class EventGroups
{
    /// <summary>Positions in a page.</summary>
    public const int Positions = 5000;

    // Scalar subqueries and 'offset 0' leave the planner no other way than the one meant: each group of the page is looked up by index, in the order of the log.
    // The last sort is not for the order: the page is sent when it is complete. Row by row, reader and database would wake each other without end.
    private const string OfStreamsSql = $"""
        select e.*
        from (
            select t.*
            from (
                select stream_id, min(version) as version, min(seq_id) as place
                from events.mt_events
                where seq_id > $4 and seq_id <= $5 and {EventFeed.Wanted}
                group by stream_id
            ) t
            where t.version = 1 or coalesce((
                select seq_id from events.mt_events
                where stream_id = t.stream_id and version < t.version and {EventFeed.Wanted}
                order by version desc
                limit 1), 0) <= $3
            order by t.place
            offset 0
        ) t
        cross join lateral (
            {EventFeed.Select}
            from events.mt_events
            where stream_id = t.stream_id and seq_id <= $2 and {EventFeed.Wanted}
            offset 0
        ) e
        order by t.place + 0
        """;

    private const string OfSubjectsSql = $"""
        select e.*
        from (
            select t.*
            from (
                select s.subject_type, s.subject_id, min(e.seq_id) as place
                from events.mt_events e
                cross join lateral (
                    select split_part(e.stream_id, '|', 1) as subject_type,
                           substr(e.stream_id, length(split_part(e.stream_id, '|', 1)) + length(split_part(e.stream_id, '|', 2)) + 3) as subject_id
                ) s
                where e.seq_id > $4 and e.seq_id <= $5 and {EventFeed.Wanted}
                group by 1, 2
            ) t
            where (
                select true
                from events.subject_stream s join events.mt_events using (stream_id)
                where s.subject_id = t.subject_id and s.subject_type = t.subject_type and seq_id > $3 and seq_id <= $4 and {EventFeed.Wanted}
                limit 1) is null
            order by t.place
            offset 0
        ) t
        cross join lateral (
            {EventFeed.Select}
            from events.subject_stream s join events.mt_events using (stream_id)
            where s.subject_id = t.subject_id and s.subject_type = t.subject_type and seq_id <= $2 and {EventFeed.Wanted}
            offset 0
        ) e
        order by t.place + 0
        """;

    /// <summary>The groups that have an event in a stretch of the log and whose first event there lies in a page of it: all their events up to its end.</summary>
    /// <param name="connection">Reads; it is busy until the end.</param>
    /// <param name="projection">Whose events.</param>
    /// <param name="span">What a group is.</param>
    /// <param name="stretch">The stretch: the last position before it, 0 for the whole log, and its last.</param>
    /// <param name="page">The page: the last position before it, and its last.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>One group after the other, in one list that is used again; its events come in no particular order. Only one is held in memory at a time.</returns>
    public static async IAsyncEnumerable<List<RecordedEvent>> ReadAsync(
        NpgsqlConnection connection, Projection projection, KeySpan span, (long After, long UpTo) stretch, (long After, long UpTo) page,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(span is KeySpan.Stream ? OfStreamsSql : OfSubjectsSql, connection)
        {
            Parameters =
            {
                EventFeed.Types(projection.Reads), Sql.Value(stretch.UpTo), Sql.Value(stretch.After), Sql.Value(page.After), Sql.Value(page.UpTo),
            },
            CommandTimeout = 0,
        };
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new EventReader(reader, projection.Reads);
        List<RecordedEvent> group = [];
        while (await reader.ReadAsync(ct))
        {
            var e = events.Read();
            if (group.Count > 0 && !SameGroup(span, group[^1], e))
            {
                yield return group;
                group.Clear();
            }

            group.Add(e);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private static bool SameGroup(KeySpan span, RecordedEvent one, RecordedEvent other) =>
        one.StreamName == other.StreamName
        || (span is KeySpan.Subject && (one.Stream, other.Stream) is var (a, b) && a.SubjectId == b.SubjectId && a.SubjectType == b.SubjectType);
}
