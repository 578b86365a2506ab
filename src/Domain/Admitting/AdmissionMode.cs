namespace CdViz.Domain.Admitting;

/// <summary>How much is asked of one sender's events.</summary>
[Flags]
public enum AdmissionMode
{
    /// <summary>What the specification asks: an event of another content is refused, a type that is not understood is kept in quarantine.</summary>
    Standard = 0,

    /// <summary>
    /// For senders that cannot be mended: where the content breaks the rules of its release, that is a warning. The envelope (ids, sources, type, time,
    /// version, links as an array of objects) is checked all the same.
    /// </summary>
    Lenient = 1,

    /// <summary>For senders that are to be told: a type that is not understood is refused.</summary>
    StrictTypes = 2,

    /// <summary>For envelopes that are to be right: a CloudEvent that says other than the CDEvent in it is refused.</summary>
    StrictEnvelope = 4,
}
