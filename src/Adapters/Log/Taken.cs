namespace CdViz.Adapters;

/// <summary>What became of an event that was taken in.</summary>
/// <param name="Outcome"><c>appended</c>, <c>duplicate</c>, or why it is in the quarantine: <c>quarantined</c>, <c>conflict</c>, <c>invalid</c>.</param>
/// <param name="Source">context.source, where it could be read.</param>
/// <param name="Id">context.id, where it could be read.</param>
/// <param name="Position">Position in the log of the event with its source and id: its own, or in a conflict the other's; null where there is none.</param>
/// <param name="Message">What became of it, in words.</param>
public sealed record Taken(string Outcome, string? Source, string? Id, long? Position, string Message)
{
    /// <summary>It is in the log now.</summary>
    public const string Appended = "appended";

    /// <summary>It was in the log before.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Its number in the quarantine; null where it is in the log.</summary>
    public long? QuarantineId { get; init; }

    /// <summary>True when it is in the log.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsInLog => Outcome is Appended or Duplicate;
}
