using System.Runtime.CompilerServices;
using CdViz.Domain;
using CdViz.Projections;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters;

/// <summary>Reads events out of the log for projections: their content in its current shape, and nothing else of the CDEvent.</summary>
internal static class EventFeed
{
    private const string HeadSql = "select coalesce(max(seq_id), 0) from events.mt_events";

    private const string PageSql = """
        select seq_id, id, stream_id, version, type, timestamp, correlation_id, headers->>'occurredAt', (data #> '{subject,content}')::text
        from events.mt_events
        where seq_id > $1 and seq_id <= $2 and type = any($3)
        order by seq_id
        """;

    private const string StreamsSql = """
        select seq_id, id, stream_id, version, type, timestamp, correlation_id, headers->>'occurredAt', (data #> '{subject,content}')::text
        from events.mt_events
        where stream_id = any($1) and seq_id <= $2 and type = any($3)
        """;

    private const string SubjectsSql = """
        select seq_id, id, stream_id, version, type, timestamp, correlation_id, headers->>'occurredAt', (data #> '{subject,content}')::text
        from events.mt_events
        where stream_id in (
            select s.stream_id from events.subject_stream s
            join unnest($1, $2) as wanted (subject_type, subject_id) using (subject_type, subject_id))
          and seq_id <= $3 and type = any($4)
        """;

    // Sorting by a hash first costs one integer comparison where stream ids would share long prefixes; it also splits the work evenly.
    private const string GroupedByStreamSql = """
        select seq_id, id, stream_id, version, type, timestamp, correlation_id, headers->>'occurredAt', (data #> '{subject,content}')::text, stream_id
        from events.mt_events
        where type = any($1) and seq_id <= $2 and abs(hashtextextended(stream_id, 0) % $3) = $4
        order by hashtextextended(stream_id, 0), stream_id
        """;

    private const string GroupedBySubjectSql = """
        select e.seq_id, e.id, e.stream_id, e.version, e.type, e.timestamp, e.correlation_id, e.headers->>'occurredAt',
               (e.data #> '{subject,content}')::text, s.subject_type || '|' || s.subject_id
        from events.mt_events e
        join events.subject_stream s using (stream_id)
        where e.type = any($1) and e.seq_id <= $2 and abs(hashtextextended(s.subject_id, 0) % $3) = $4
        order by hashtextextended(s.subject_id, 0), s.subject_type, s.subject_id
        """;

    /// <summary>The last position of the log, 0 when it is empty.</summary>
    public static async Task<long> HeadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(HeadSql, connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The events of the projection after one position and up to another, in order of position.</summary>
    public static async Task<List<RecordedEvent>> PageAsync(NpgsqlConnection connection, Projection projection, long after, long upTo, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(PageSql, connection) { Parameters = { Sql.Value(after), Sql.Value(upTo), Types(projection) } };
        return await ReadAllAsync(command, ct);
    }

    /// <summary>All events, up to a position, that may share a key with the given ones; in no particular order.</summary>
    public static async Task<List<RecordedEvent>> KinAsync(
        NpgsqlConnection connection, Projection projection, KeySpan span, IReadOnlyCollection<RecordedEvent> events, long upTo, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
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

        command.Parameters.Add(Sql.Value(upTo));
        command.Parameters.Add(Types(projection));
        return await ReadAllAsync(command, ct);
    }

    /// <summary>
    /// All events of the projection up to a position, those that may share a key one after the other. Events of one group come in no particular
    /// order; only one group is held in memory at a time.
    /// </summary>
    /// <remarks>The groups are split into <paramref name="parts"/>; this reads the one numbered <paramref name="part"/>, from 0.</remarks>
    public static async IAsyncEnumerable<List<RecordedEvent>> GroupsAsync(
        NpgsqlConnection connection, Projection projection, KeySpan span, long upTo, int part, int parts, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(span is KeySpan.Stream ? GroupedByStreamSql : GroupedBySubjectSql, connection)
        {
            Parameters = { Types(projection), Sql.Value(upTo), Sql.Value((long)parts), Sql.Value((long)part) },
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<RecordedEvent> group = [];
        string? current = null;
        while (await reader.ReadAsync(ct))
        {
            var name = reader.GetString(9);
            if (name != current && group.Count > 0)
            {
                yield return group;
                group.Clear();
            }

            current = name;
            group.Add(Read(reader));
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private static NpgsqlParameter Types(Projection projection) => Sql.Array(projection.Reads.Select(t => t.Alias), NpgsqlDbType.Text);

    private static async Task<List<RecordedEvent>> ReadAllAsync(NpgsqlCommand command, CancellationToken ct)
    {
        List<RecordedEvent> events = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            events.Add(Read(reader));
        }

        return events;
    }

    private static RecordedEvent Read(NpgsqlDataReader reader)
    {
        var type = EventTypes.OfAlias(reader.GetString(4)) ?? throw new InvalidDataException($"Event {reader.GetInt64(0)} has an unknown type.");
        return new(
            reader.GetInt64(0),
            reader.GetGuid(1),
            reader.GetString(2),
            reader.GetInt64(3),
            type,
            OccurredAt.Parse(reader.GetString(7)),
            reader.GetFieldValue<DateTime>(5),
            reader.IsDBNull(6) ? null : reader.GetString(6),
            type.Read(reader.IsDBNull(8) ? "{}"u8 : reader.GetFieldValue<byte[]>(8)));
    }
}
