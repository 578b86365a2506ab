namespace CdViz.Adapters.Quarantine;

/// <summary>How much the quarantine keeps, and for how long.</summary>
public sealed record QuarantineLimits
{
    /// <summary>How long what was not understood or conflicts is kept after it was last seen.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long what was refused (<c>invalid</c>, <c>not-json</c>) is kept after it was last seen.</summary>
    public TimeSpan KeepInvalidFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of bodies, messages, errors and headers that are kept.</summary>
    public long MaxBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How often the limits are looked after.</summary>
    public TimeSpan PruneEvery { get; init; } = TimeSpan.FromMinutes(1);
}
