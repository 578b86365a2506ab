namespace CdViz.Adapters.Inbox;

/// <summary>Something in the inbox.</summary>
/// <param name="Number">Its number; entries are taken in this order.</param>
/// <param name="Delivery">How it came in.</param>
/// <param name="Body">The bytes.</param>
/// <param name="ReceivedAt">When, UTC.</param>
public sealed record InboxEntry(long Number, Delivery Delivery, ReadOnlyMemory<byte> Body, DateTime ReceivedAt)
{
    /// <summary><c>waiting</c>, <c>done</c> (all of it is in the log) or <c>quarantined</c> (some of it is in the quarantine).</summary>
    public required string State { get; init; }

    /// <summary>How often it has been taken.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was taken last, UTC; null while it waits.</summary>
    public DateTime? ProcessedAt { get; init; }

    /// <summary>What became of each event in it; none until it was taken.</summary>
    public IReadOnlyList<Taken> Results { get; init; } = [];
}

/// <summary>What waits in the inbox.</summary>
/// <param name="Waiting">Entries that wait.</param>
/// <param name="OldestSeconds">Age of the oldest of them; 0 where there is none.</param>
public sealed record InboxTotals(long Waiting, double OldestSeconds);
