using System.Globalization;

namespace CdViz.Adapters.Projecting;

/// <summary>A projection stands still at an event until somebody has it try again or leave that out.</summary>
public sealed class ProjectionStoppedException(string projection, long position, string reason)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"Projection '{projection}' is stopped at position {position}: {reason}"))
{
    /// <summary>Position of the event.</summary>
    public long Position => position;
}
