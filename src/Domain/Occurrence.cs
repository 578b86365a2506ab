namespace CdViz.Domain;

/// <summary>
/// The place of an event in its subject's life: when it happened, then its rank in the subject's life cycle, then its id.
/// A total order that depends on the events alone, never on their arrival.
/// </summary>
/// <param name="At">UTC, cut to whole microseconds.</param>
/// <param name="Rank">0 for events that open a life cycle, higher for later ones; see <see cref="EventType.Rank"/>.</param>
/// <param name="Id">The event's id in the log.</param>
public readonly record struct Occurrence(DateTime At, short Rank, Guid Id) : IComparable<Occurrence>
{
    /// <inheritdoc/>
    public int CompareTo(Occurrence other) =>
        At.CompareTo(other.At) is not 0 and var byTime ? byTime :
        Rank.CompareTo(other.Rank) is not 0 and var byRank ? byRank :
        Id.CompareTo(other.Id);

    /// <summary>True when <paramref name="left"/> happened before <paramref name="right"/>.</summary>
    public static bool operator <(Occurrence left, Occurrence right) => left.CompareTo(right) < 0;

    /// <summary>True when <paramref name="left"/> happened after <paramref name="right"/>.</summary>
    public static bool operator >(Occurrence left, Occurrence right) => left.CompareTo(right) > 0;

    /// <summary>True when <paramref name="left"/> did not happen after <paramref name="right"/>.</summary>
    public static bool operator <=(Occurrence left, Occurrence right) => left.CompareTo(right) <= 0;

    /// <summary>True when <paramref name="left"/> did not happen before <paramref name="right"/>.</summary>
    public static bool operator >=(Occurrence left, Occurrence right) => left.CompareTo(right) >= 0;
}
