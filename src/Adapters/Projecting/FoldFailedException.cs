using CdViz.Domain;

namespace CdViz.Adapters;

/// <summary>A projection's own code failed at an event.</summary>
public sealed class FoldFailedException(string projection, RecordedEvent e, Exception inner)
    : Exception($"Projection '{projection}' failed at position {e.Position} ({e.Type.Alias}): {inner.Message}", inner)
{
    /// <summary>The event's position.</summary>
    public long Position { get; } = e.Position;
}
