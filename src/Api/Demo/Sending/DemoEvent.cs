namespace CdViz.Api.Demo.Sending;

/// <summary>One CDEvent of the demo company.</summary>
/// <param name="Source">context.source.</param>
/// <param name="Id">context.id, unique in the whole history.</param>
/// <param name="Type">context.type.</param>
/// <param name="OccurredAt">context.timestamp, UTC.</param>
/// <param name="SentAt">When the tool reported it, UTC: not before it happened, and some tools are late.</param>
/// <param name="Json">The event, UTF-8 without line breaks.</param>
public sealed record DemoEvent(string Source, string Id, string Type, DateTime OccurredAt, DateTime SentAt, ReadOnlyMemory<byte> Json);
