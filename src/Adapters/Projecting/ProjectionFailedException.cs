namespace CdViz.Adapters.Projecting;

/// <summary>A projection's own code or statement failed at an event.</summary>
public sealed class ProjectionFailedException : Exception
{
    /// <summary>A fold failed at an event.</summary>
    public ProjectionFailedException(string projection, RecordedEvent e, Exception inner)
        : base($"Projection '{projection}' failed at position {e.Position} ({e.Type.Alias}): {inner.Message}", inner) => Position = e.Position;

    /// <summary>A statement failed over the positions after one and up to another.</summary>
    public ProjectionFailedException(string projection, long position, long after, long upTo, Exception inner)
        : base($"Projection '{projection}' failed at position {position}, in a page of positions {after + 1} to {upTo}: {inner.Message}", inner) =>
        Position = position;

    /// <summary>The event's position; all before it can be applied.</summary>
    public long Position { get; }
}
