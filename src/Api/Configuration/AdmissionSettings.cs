namespace CdViz.Api.Configuration;

/// <summary>How strictly events are checked.</summary>
public sealed record AdmissionSettings
{
    /// <summary>What becomes of events whose content breaks the specification's rules, where the sender's token does not say.</summary>
    public ContentRule Content { get; init; } = ContentRule.Strict;

    /// <summary>What becomes of events of a type that is not understood.</summary>
    public UnknownTypeRule UnknownTypes { get; init; } = UnknownTypeRule.Quarantine;

    /// <summary>The draft of the specification's next release counts too.</summary>
    public bool Drafts { get; init; }

    /// <summary>What becomes of CloudEvents that say other than the CDEvent in them.</summary>
    public EnvelopeRule EnvelopeMismatch { get; init; } = EnvelopeRule.Warn;

    /// <summary>How much is asked of a sender's events.</summary>
    /// <param name="content">What is said of this sender's content; null where nothing is.</param>
    public AdmissionMode Mode(ContentRule? content) =>
        ((content ?? Content) is ContentRule.Lenient ? AdmissionMode.Lenient : AdmissionMode.Standard)
        | (UnknownTypes is UnknownTypeRule.Refuse ? AdmissionMode.StrictTypes : AdmissionMode.Standard)
        | (EnvelopeMismatch is EnvelopeRule.Refuse ? AdmissionMode.StrictEnvelope : AdmissionMode.Standard);
}

/// <summary>What becomes of events whose content breaks the specification's rules.</summary>
public enum ContentRule
{
    /// <summary>They are refused.</summary>
    Strict,

    /// <summary>They are taken, with warnings.</summary>
    Lenient,
}

/// <summary>What becomes of events of a type that is not understood.</summary>
public enum UnknownTypeRule
{
    /// <summary>They are kept in the quarantine.</summary>
    Quarantine,

    /// <summary>They are refused.</summary>
    Refuse,
}

/// <summary>What becomes of CloudEvents that say other than the CDEvent in them.</summary>
public enum EnvelopeRule
{
    /// <summary>They are taken as the CDEvent says, with warnings.</summary>
    Warn,

    /// <summary>They are refused.</summary>
    Refuse,
}
