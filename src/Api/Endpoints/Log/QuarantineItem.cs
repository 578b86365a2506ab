namespace CdViz.Api.Endpoints.Log;

/// <summary>An entry of the quarantine in a list.</summary>
/// <param name="Id">Number of the entry.</param>
/// <param name="State">open, or redriven once it was driven again and is in the log.</param>
/// <param name="Reason">unknown-type, unknown-version, conflict, invalid or not-json.</param>
/// <param name="Message">The reason in words.</param>
/// <param name="Source">context.source where it could be read.</param>
/// <param name="ContextId">context.id where it could be read.</param>
/// <param name="Door">Where it came in.</param>
/// <param name="Sender">Whose token it came with.</param>
/// <param name="ContentType">Media type of the body it came in.</param>
/// <param name="Bytes">How many bytes it has.</param>
/// <param name="ReceivedAt">When it came in first.</param>
/// <param name="LastSeenAt">When it came in last.</param>
/// <param name="TimesSeen">How often the same bytes came in for the same reason.</param>
/// <param name="Attempts">How often it was driven again.</param>
/// <param name="Position">Position of its event: <c>/events/{position}</c>; null while open.</param>
/// <param name="RedrivenAt">When it was first found in the log; null while open.</param>
public record QuarantineItem(
    long Id,
    string State,
    string Reason,
    string Message,
    string? Source,
    string? ContextId,
    string Door,
    string? Sender,
    string? ContentType,
    long Bytes,
    DateTime ReceivedAt,
    DateTime LastSeenAt,
    long TimesSeen,
    long Attempts,
    long? Position,
    DateTime? RedrivenAt)
{
    /// <summary>The entry as it is listed.</summary>
    public static QuarantineItem Of(QuarantineEntry entry)
    {
        var e = entry.Event;
        return new(
            Id: entry.Number, State: entry.State, Reason: e.Reason, Message: e.Message, Source: e.Source, ContextId: e.Id, Door: e.Door, Sender: e.Sender,
            ContentType: e.ContentType, Bytes: entry.BodyBytes, ReceivedAt: entry.ReceivedAt, LastSeenAt: entry.LastSeenAt, TimesSeen: entry.TimesSeen,
            Attempts: entry.Attempts, Position: entry.Position, RedrivenAt: entry.RedrivenAt);
    }
}
