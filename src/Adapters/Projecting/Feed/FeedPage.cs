namespace CdViz.Adapters.Projecting.Feed;

/// <summary>Consecutive events, some types of them or all.</summary>
/// <param name="Events">The events, by position.</param>
/// <param name="UpTo">The position up to which these are all.</param>
/// <param name="Bytes">Size of their content.</param>
/// <param name="IsCut">Whether it ends before the positions it was asked for, because its events are large.</param>
internal readonly record struct FeedPage(IReadOnlyList<RecordedEvent> Events, long UpTo, long Bytes, bool IsCut)
{
    /// <summary>Positions in a page, unless told otherwise.</summary>
    public const int Positions = 5000;

    /// <summary>A page ends with the event by which its content reaches so many bytes, however few positions it has.</summary>
    public const long MostBytes = 2 << 20;

    /// <summary>How many positions to ask for next: no more than fit after a page that was cut, and then more again.</summary>
    /// <param name="after">The position after which this page began.</param>
    /// <param name="asked">How many positions it was asked for.</param>
    /// <param name="most">How many to ask for at most.</param>
    public int Next(long after, int asked, int most) => IsCut ? (int)(UpTo - after) : (int)Math.Min(asked * 2L, most);
}
