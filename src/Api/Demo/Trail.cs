namespace CdViz.Api.Demo;

/// <summary>A chain of events and its newest one: what comes next on this trail was caused by that.</summary>
internal sealed class Trail(string chainId, string? last = null)
{
    /// <summary>context.chainId of all events on it.</summary>
    public string ChainId => chainId;

    /// <summary>context.id of the newest event, or null before the first.</summary>
    public string? Last { get; set; } = last;

    /// <summary>A trail that leaves from here and goes its own way in the same chain.</summary>
    public Trail Branch() => new(chainId, Last);
}

/// <summary>A relation to another event, beside the path of the trail.</summary>
/// <param name="Kind">linkKind: <c>ARTIFACT</c>, <c>CAUSE</c>, <c>CONTAINS</c> ….</param>
/// <param name="Target">context.id of the other event.</param>
internal sealed record Relation(string Kind, string Target);
