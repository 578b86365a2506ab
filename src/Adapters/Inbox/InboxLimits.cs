namespace CdViz.Adapters.Inbox;

/// <summary>How much of what was taken the inbox keeps, and for how long. What waits is kept, however much it is.</summary>
public sealed record InboxLimits
{
    /// <summary>How long an entry is kept after it was taken.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of entries that were taken that are kept.</summary>
    public long MaxBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How often the limits are looked after.</summary>
    public TimeSpan PruneEvery { get; init; } = TimeSpan.FromMinutes(1);
}
