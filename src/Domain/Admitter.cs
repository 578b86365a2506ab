namespace CdViz.Domain;

/// <summary>What admission allows.</summary>
public sealed record AdmissionLimits
{
    /// <summary>Size of one CDEvent in bytes.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Objects and arrays within each other, the event itself counted.</summary>
    public int MaxDepth { get; init; } = 64;
}

/// <summary>Decides whether a CDEvent may be appended, by looking at it alone. Safe to share between threads.</summary>
public sealed class Admitter(AdmissionLimits? limits = null)
{
    /// <summary>What is allowed.</summary>
    public AdmissionLimits Limits { get; } = limits ?? new AdmissionLimits();

    /// <summary>Checks one CDEvent. Never throws, whatever the bytes.</summary>
    /// <param name="utf8Json">The CDEvent; kept by the answer, so it must not change afterwards.</param>
    public Admission Admit(ReadOnlyMemory<byte> utf8Json) => throw new NotImplementedException();

    /// <summary>
    /// Checks what was taken out of a CloudEvent; where the envelope says other than the CDEvent within, that is a warning
    /// (<c>cloudevents.id.mismatch</c> …), and the CDEvent holds.
    /// </summary>
    public Admission Admit(CloudEvent e) => throw new NotImplementedException();
}
