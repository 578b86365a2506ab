namespace CdViz.Adapters.Log;

/// <summary>An event as it lies in the log.</summary>
/// <param name="Position">Place in the whole log, from 1.</param>
/// <param name="Id">UUIDv5 of (context.source, context.id).</param>
/// <param name="Stream">Stream id.</param>
/// <param name="Version">Place in the stream, from 1.</param>
/// <param name="Type">Name of the event type in the log: <c>pipeline_run_started</c>.</param>
/// <param name="OccurredAt">The event's own time, UTC.</param>
/// <param name="RecordedAt">When it was recorded, UTC.</param>
/// <param name="ChainId">context.chainId, or null.</param>
/// <param name="Sender">Who sent it, or null.</param>
/// <param name="Data">The CDEvent, JSON in UTF-8.</param>
public sealed record StoredEvent(
    long Position, Guid Id, string Stream, long Version, string Type, DateTime OccurredAt, DateTime RecordedAt, string? ChainId, string? Sender,
    ReadOnlyMemory<byte> Data)
{
    /// <summary>The trace context it came with; none where it was not read.</summary>
    public TraceContext Trace { get; init; }
}

/// <summary>Which events are wanted; null is all.</summary>
/// <param name="Type">
/// Name of the event type in the log, <c>pipeline_run_started</c>, or context.type with or without version, <c>dev.cdevents.pipelinerun.started</c>.
/// </param>
/// <param name="Subject">subject.id.</param>
/// <param name="Source">context.source.</param>
/// <param name="Chain">context.chainId.</param>
public sealed record EventFilter(string? Type = null, string? Subject = null, string? Source = null, string? Chain = null);

/// <summary>Some events, by position.</summary>
/// <param name="Events">May be fewer than asked for, or none, though there are more to come.</param>
/// <param name="Next">Where to go on: the <c>after</c> of the next page.</param>
/// <param name="More">False when the end of the log was reached.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, long Next, bool More);
