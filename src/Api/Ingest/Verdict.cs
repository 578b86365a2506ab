using CdViz.Adapters;

namespace CdViz.Api;

/// <summary>What becomes of one event.</summary>
/// <param name="Recorded">What its sender is told, once <paramref name="Keep"/> is kept.</param>
/// <param name="Keep">What is to be kept in the quarantine first; null when nothing is.</param>
public readonly record struct Verdict(Recorded Recorded, QuarantinedEvent? Keep = null)
{
    /// <summary>What its sender is told.</summary>
    /// <param name="quarantineId">The number it is kept under.</param>
    public Recorded Kept(long quarantineId) => Recorded switch
    {
        Recorded.Quarantined(var receipt) => new Recorded.Quarantined(receipt with { QuarantineId = quarantineId }),
        Recorded.Conflict conflict => conflict with { QuarantineId = quarantineId },
        Recorded.Invalid invalid => invalid with { QuarantineId = quarantineId },
        Recorded.NotJson notJson => notJson with { QuarantineId = quarantineId },
        var other => throw new NotSupportedException(other.GetType().Name),
    };
}
