namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Somebody else has moved a projection's progress: this process no longer owns it.</summary>
public sealed class OvertakenException(string projection, long position)
    : Exception($"Projection '{projection}' was moved on from position {position} by somebody else.");
