namespace CdViz.Adapters.Inbox;

/// <summary>How much of what was taken the inbox keeps, and for how long. What waits is kept, however much it is.</summary>
public sealed record InboxLimits
{
    /// <summary>How long an entry is kept after it was taken.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an entry is kept that could not be translated.</summary>
    public TimeSpan KeepFailedFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long CloudEvents are kept as they came.</summary>
    public TimeSpan KeepCloudEventsFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Bytes of entries that were taken that are kept.</summary>
    public long MaxBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How often the limits are looked after.</summary>
    public TimeSpan PruneEvery { get; init; } = TimeSpan.FromMinutes(1);
}
