namespace CdViz.Adapters.Inbox;

/// <summary>What became of an event that was in the inbox, as it is written down there.</summary>
/// <param name="Outcome"><c>appended</c>, <c>duplicate</c>, or why it is in the quarantine: <c>quarantined</c>, <c>conflict</c>, <c>invalid</c>.</param>
/// <param name="Source">context.source, where it could be read.</param>
/// <param name="Id">context.id, where it could be read.</param>
/// <param name="Position">Position in the log of the event with its source and id: its own, or in a conflict the other's; null where there is none.</param>
/// <param name="Message">What became of it, in words.</param>
public sealed record Taken(string Outcome, string? Source, string? Id, long? Position, string Message)
{
    /// <summary>Its number in the quarantine; null where it is in the log.</summary>
    public long? QuarantineId { get; init; }

    internal static Taken Of(Recorded recorded) => recorded switch
    {
        Recorded.InLog { Event: var e } inLog => new(inLog.Word, e.Source, e.ContextId, inLog.Place, inLog.Message),
        Recorded.Refused refused => new(refused.Word, refused.Source, refused.Id, refused.Place, refused.Message) { QuarantineId = refused.QuarantineId },
        _ => throw new NotSupportedException(recorded.Word),
    };
}
