namespace CdViz.Adapters.Recording;

/// <summary>What became of one event that came in, whichever door it came through.</summary>
public abstract record Recorded
{
    private Recorded() { }

    /// <summary>In one word, as it is written down: <c>appended</c>, <c>duplicate</c>, <c>quarantined</c>, <c>conflict</c>, <c>invalid</c>.</summary>
    public abstract string Word { get; }

    /// <summary>The same in words.</summary>
    public abstract string Message { get; }

    /// <summary>Position in the log of the event with its source and id: its own, or in a conflict the other's; null where there is none.</summary>
    public virtual long? Place => null;

    /// <summary>It is in the log.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="Position">Its place in the whole log.</param>
    /// <param name="Version">Its place in its stream.</param>
    public abstract record InLog(AdmittedEvent Event, long Position, long Version) : Recorded
    {
        /// <inheritdoc/>
        public override long? Place => Position;
    }

    /// <summary>It is in the log now.</summary>
    public sealed record Appended(AdmittedEvent Event, long Position, long Version) : InLog(Event, Position, Version)
    {
        /// <inheritdoc/>
        public override string Word => "appended";

        /// <inheritdoc/>
        public override string Message => FormattableString.Invariant($"Appended at position {Position}.");
    }

    /// <summary>It was in the log before.</summary>
    public sealed record Duplicate(AdmittedEvent Event, long Position, long Version) : InLog(Event, Position, Version)
    {
        /// <inheritdoc/>
        public override string Word => "duplicate";

        /// <inheritdoc/>
        public override string Message => FormattableString.Invariant($"It is in the log at position {Position} already.");
    }

    /// <summary>It can't be in the log; it is kept in the quarantine, unless that was not wanted.</summary>
    /// <param name="Reason">One of <see cref="QuarantineReason"/>.</param>
    /// <param name="Errors">What is wrong with it, at least one.</param>
    /// <param name="Source">context.source, where it could be read.</param>
    /// <param name="Id">context.id, where it could be read.</param>
    public abstract record Refused(string Reason, IReadOnlyList<Violation> Errors, string? Source, string? Id) : Recorded
    {
        /// <summary>Its number in the quarantine; null where it is not kept.</summary>
        public long? QuarantineId { get; init; }

        /// <inheritdoc/>
        public override string Word => Reason;

        /// <inheritdoc/>
        public override string Message => Errors[0].Message;
    }

    /// <summary>It was not understood.</summary>
    public sealed record NotUnderstood(string Reason, string Text, string? Source, string? Id)
        : Refused(Reason, [new Violation("/context/type", Reason, Text)], Source, Id)
    {
        /// <inheritdoc/>
        public override string Word => "quarantined";
    }

    /// <summary>Another event has its source and id.</summary>
    public sealed record Conflict(AdmittedEvent Event, long Position, Violation Error)
        : Refused(QuarantineReason.Conflict, [Error], Event.Source, Event.ContextId)
    {
        /// <inheritdoc/>
        public override long? Place => Position;
    }

    /// <summary>It is not a CDEvent, or one that cannot be stored.</summary>
    public sealed record Invalid(IReadOnlyList<Violation> Errors, string? Source, string? Id) : Refused(QuarantineReason.Invalid, Errors, Source, Id)
    {
        /// <inheritdoc/>
        public override string Message => Violations.Summary(Errors);
    }

    /// <summary>It is not JSON.</summary>
    public sealed record NotJson(string Text) : Refused(QuarantineReason.NotJson, [new Violation("", "json", Text)], null, null)
    {
        /// <inheritdoc/>
        public override string Word => "invalid";
    }

    /// <summary>It is larger than is allowed, as its sender is told; it is not kept.</summary>
    public sealed record TooLarge : Recorded
    {
        /// <inheritdoc/>
        public override string Word => "too-large";

        /// <inheritdoc/>
        public override string Message => "It is larger than is allowed.";
    }

    /// <summary>It was not taken: too much waits, or the database is away. To send it again is safe.</summary>
    /// <param name="RetryAfter">When it is worth to try again.</param>
    /// <param name="Why">In words.</param>
    public sealed record NotTaken(TimeSpan RetryAfter, string Why) : Recorded
    {
        /// <summary>Nothing will be taken any more: the server ends.</summary>
        public bool ServerEnds { get; init; }

        /// <inheritdoc/>
        public override string Word => "not-taken";

        /// <inheritdoc/>
        public override string Message => Why;
    }
}
