using Npgsql;

namespace CdViz.Adapters.Projecting.Feed;

/// <summary>
/// Reads events from the columns <c>seq_id, id, stream_id, version, index of the type, timestamp, correlation_id, occurredAt, content, given source, tested artifact</c>, the content
/// as <c>jsonb_send</c> gives it. What need not outlive the read goes through buffers that are used again.
/// </summary>
/// <param name="reader">The rows.</param>
/// <param name="types">The types that the index counts, from 1; without index it is a correction.</param>
internal sealed class EventReader(NpgsqlDataReader reader, IReadOnlyList<EventType> types)
{
    private const int VersionByte = 1;

    private readonly char[] time = new char[OccurredAt.Length];
    private byte[] content = new byte[4096];

    /// <summary>The event of the current row.</summary>
    public RecordedEvent Read()
    {
        var type = reader.IsDBNull(4) ? EventTypes.Custom : types[reader.GetInt32(4) - 1];
        var timeLength = (int)reader.GetChars(7, 0, time, 0, time.Length);
        return new(
            reader.GetInt64(0),
            reader.GetGuid(1),
            reader.GetString(2),
            reader.GetInt64(3),
            type,
            OccurredAt.Parse(time.AsSpan(0, timeLength)),
            reader.GetFieldValue<DateTime>(5),
            reader.IsDBNull(6) ? null : reader.GetString(6),
            type.Read(Content(out var bytes)))
        {
            ContentBytes = bytes,
            SubjectSource = reader.IsDBNull(9) ? null : reader.GetString(9),
            TestedArtifact = reader.IsDBNull(10) ? null : reader.GetString(10),
        };
    }

    private ReadOnlySpan<byte> Content(out int length)
    {
        if (reader.IsDBNull(8))
        {
            length = 0;
            return "{}"u8;
        }

        length = (int)reader.GetBytes(8, 0, null, 0, 0) - VersionByte;
        if (length > content.Length)
        {
            content = new byte[length * 2];
        }

        reader.GetBytes(8, VersionByte, content, 0, length);
        return content.AsSpan(0, length);
    }
}
