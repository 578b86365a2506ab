namespace CdViz.Domain.Admitting;

/// <summary>What admission understands.</summary>
public sealed record AdmissionOptions
{
    /// <summary>The draft of the next release counts too: its events, and <c>specversion</c> with its number.</summary>
    public bool Drafts { get; init; }
}
