namespace CdViz.Domain;

/// <summary>An event read back from the log, as projections see it.</summary>
/// <param name="Position">Place in the whole log, from 1, in the order of commits.</param>
/// <param name="Id">The event's id in the log: UUIDv5 of (context.source, context.id).</param>
/// <param name="StreamName">The name of its stream.</param>
/// <param name="Version">Place in the stream, from 1.</param>
/// <param name="Type">What happened.</param>
/// <param name="OccurredAt">The event's own time, UTC, whole microseconds.</param>
/// <param name="RecordedAt">When it was committed, UTC.</param>
/// <param name="ChainId">context.chainId, or null.</param>
/// <param name="Data">The content in its current shape.</param>
public sealed record RecordedEvent(
    long Position, Guid Id, string StreamName, long Version, EventType Type, DateTime OccurredAt, DateTime RecordedAt, string? ChainId, SubjectContent Data)
{
    /// <summary>Size of the content as the log has it, in bytes; 0 when it was not read from there. What holds many events counts by it.</summary>
    public int ContentBytes { get; init; }

    /// <summary>subject.source as sent; null where the event says none, and its stream has context.source for it.</summary>
    public string? SubjectSource { get; init; }

    /// <summary>Of the finish of a test case's run: the artifact it tested, as its customData says; null where it names none.</summary>
    public string? TestedArtifact { get; init; }

    /// <summary>The subject it belongs to.</summary>
    public StreamId Stream => StreamId.Parse(StreamName);

    /// <summary>
    /// True for a correction of an event of the same stream. A tool's own events have streams of their own, of a subject type with a hyphen; into those of standard
    /// subjects nothing but the door of corrections appends one.
    /// </summary>
    public bool IsCorrection => ReferenceEquals(Type, EventTypes.Custom) && !Stream.SubjectType.Contains('-');

    /// <summary>Its place in the subject's life.</summary>
    public Occurrence Occurrence => new(OccurredAt, Type.Rank, Id);
}
