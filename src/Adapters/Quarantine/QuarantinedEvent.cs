using CdViz.Domain;

namespace CdViz.Adapters;

/// <summary>Something that came in and is to be kept, though it cannot be appended.</summary>
/// <param name="Door">Where it came in: <c>http</c>, <c>amqp</c>.</param>
/// <param name="Sender">Who sent it, or null.</param>
/// <param name="Reason">Code: <c>unknown-type</c>, <c>unknown-version</c>, <c>conflict</c>.</param>
/// <param name="Message">The reason in words.</param>
/// <param name="Errors">What was wrong, where that can be said.</param>
/// <param name="ContentType">Media type it came with, or null.</param>
/// <param name="Body">The bytes as they came.</param>
/// <param name="Source">context.source where it could be read.</param>
/// <param name="Id">context.id where it could be read.</param>
public sealed record QuarantinedEvent(
    string Door, string? Sender, string Reason, string Message, IReadOnlyList<Violation> Errors, string? ContentType, ReadOnlyMemory<byte> Body, string? Source,
    string? Id)
{
    /// <summary>Headers it came with, without credentials; null where there were none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <summary>An entry of the quarantine.</summary>
/// <param name="Number">Number of the entry.</param>
/// <param name="Event">What came in.</param>
/// <param name="ReceivedAt">When it came in first, UTC.</param>
/// <param name="LastSeenAt">When it came in last, UTC.</param>
/// <param name="TimesSeen">How often the same bytes came in for the same reason.</param>
public sealed record QuarantineEntry(long Number, QuarantinedEvent Event, DateTime ReceivedAt, DateTime LastSeenAt, long TimesSeen);
