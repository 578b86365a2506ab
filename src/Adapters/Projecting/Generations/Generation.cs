using System.Collections.Frozen;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>One built copy of a projection's tables.</summary>
/// <param name="Projection">Name of the projection.</param>
/// <param name="Number">Number of the copy, from 1.</param>
/// <param name="Version">Version of the projection it was built with.</param>
/// <param name="Role"><c>building</c>, <c>live</c> or <c>kept</c>.</param>
/// <param name="Joined">True when the append's own transaction writes its rows.</param>
/// <param name="ProgressName">Its name in <c>mt_event_progression</c>.</param>
/// <param name="Schema">The schema that holds its tables.</param>
/// <param name="Digest">Digest of the SQL definition it was built from.</param>
/// <param name="Views">SQL of its public views.</param>
/// <param name="StoppedPosition">The event it failed at, or null while it goes on.</param>
/// <param name="StoppedReason">Why it failed, or null.</param>
/// <param name="Position">The last position it has applied.</param>
public sealed record Generation(
    string Projection,
    int Number,
    int Version,
    string Role,
    bool Joined,
    string ProgressName,
    string Schema,
    string? Digest,
    string Views,
    long? StoppedPosition,
    string? StoppedReason,
    long Position)
{
    /// <summary>Positions of events that are left out because the projection fails at them.</summary>
    public IReadOnlySet<long> Skipped { get; init; } = FrozenSet<long>.Empty;
}
