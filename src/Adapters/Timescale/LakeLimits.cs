namespace CdViz.Adapters.Timescale;

/// <summary>How long the event lake keeps its rows. The log keeps every event in any case.</summary>
public sealed record LakeLimits
{
    /// <summary>Age, by the events' own time, from which weeks of the lake are dropped; null to keep all.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>How often the chunks are looked after.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromHours(1);
}
