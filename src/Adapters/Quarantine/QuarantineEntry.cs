namespace CdViz.Adapters.Quarantine;

/// <summary>An entry of the quarantine.</summary>
/// <param name="Number">Number of the entry.</param>
/// <param name="Event">What came in.</param>
/// <param name="ReceivedAt">When it came in first, UTC.</param>
/// <param name="LastSeenAt">When it came in last, UTC.</param>
/// <param name="TimesSeen">How often the same bytes came in for the same reason.</param>
public sealed record QuarantineEntry(long Number, QuarantinedEvent Event, DateTime ReceivedAt, DateTime LastSeenAt, long TimesSeen)
{
    /// <summary><c>open</c>, or <c>redriven</c> once it was driven again and is in the log.</summary>
    public string State { get; init; } = "open";

    /// <summary>Position of its event in the log; null while open.</summary>
    public long? Position { get; init; }

    /// <summary>When it was first found in the log, UTC; null while open.</summary>
    public DateTime? RedrivenAt { get; init; }

    /// <summary>How often it was driven again.</summary>
    public long Attempts { get; init; }

    /// <summary>Bytes of the body, also where a list leaves the body itself out.</summary>
    public long BodyBytes { get; init; }
}

/// <summary>Which entries are wanted; null is all.</summary>
/// <param name="State"><c>open</c> or <c>redriven</c>.</param>
/// <param name="Reason">One of <see cref="QuarantineReason"/>.</param>
/// <param name="Source">context.source.</param>
/// <param name="Door">Where it came in: <c>http</c>, <c>amqp</c>.</param>
/// <param name="From">Seen at or after this instant, UTC.</param>
/// <param name="To">Last seen before this instant, UTC.</param>
public sealed record QuarantineFilter(
    string? State = null, string? Reason = null, string? Source = null, string? Door = null, DateTime? From = null, DateTime? To = null);

/// <summary>One time an entry was driven again.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">Who: the name of the token, <c>command</c>, or null where the server asks for no token.</param>
/// <param name="Lenient">True when violations of the content were let pass as warnings.</param>
/// <param name="Outcome"><c>appended</c>, <c>duplicate</c>, <c>quarantined</c> (still not understood), <c>conflict</c> or <c>invalid</c>.</param>
/// <param name="Position">Position in the log of the event with its source and id: its own, or in a conflict the other's. Null where there is none.</param>
/// <param name="Message">What came of it in words.</param>
public sealed record QuarantineAttempt(DateTime At, string? Actor, bool Lenient, string Outcome, long? Position, string Message);
