using CdViz.Domain;

namespace CdViz.Api;

/// <summary>What became of one event that was sent.</summary>
public abstract record Recorded
{
    private Recorded() { }

    /// <summary>It is in the log now.</summary>
    public sealed record Appended(Receipt Receipt) : Recorded;

    /// <summary>It was there before.</summary>
    public sealed record Duplicate(Receipt Receipt) : Recorded;

    /// <summary>It was not understood, but kept.</summary>
    public sealed record Quarantined(QuarantineReceipt Receipt) : Recorded;

    /// <summary>Another event has its source and id; this one was kept in the quarantine.</summary>
    public sealed record Conflict(string Id, Violation Error, long QuarantineId) : Recorded;

    /// <summary>It is not JSON.</summary>
    public sealed record NotJson(string Message) : Recorded
    {
        /// <summary>Its number in the quarantine; null when there was nothing to keep.</summary>
        public long? QuarantineId { get; init; }
    }

    /// <summary>It is not a CDEvent, or one that cannot be stored.</summary>
    public sealed record Invalid(string? Id, IReadOnlyList<Violation> Errors) : Recorded
    {
        /// <summary>Its number in the quarantine.</summary>
        public long? QuarantineId { get; init; }
    }

    /// <summary>It is larger than is allowed; it is not kept.</summary>
    public sealed record TooLarge(int MaxBytes) : Recorded;

    /// <summary>It was not taken.</summary>
    public sealed record NotTaken(TimeSpan RetryAfter, string Why) : Recorded
    {
        /// <summary>Nothing will be taken any more: the server ends.</summary>
        public bool ServerEnds { get; init; }
    }
}
