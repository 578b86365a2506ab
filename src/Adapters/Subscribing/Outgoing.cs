using System.Text.Json;

namespace CdViz.Adapters.Subscribing;

/// <summary>An event that is to be delivered, with what is sent in its place where a subscription transforms it.</summary>
internal sealed class Outgoing(StoredEvent e)
{
    private EventFacts? facts;

    /// <summary>The event.</summary>
    public StoredEvent Event => e;

    /// <summary>What is sent: JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; set; } = e.Data;

    /// <summary>What the event says of itself.</summary>
    public EventFacts Facts => facts ??= EventFacts.Of(e);
}

/// <summary>What an event says of itself, as far as filters and envelopes ask.</summary>
/// <param name="Id">context.id.</param>
/// <param name="Source">context.source.</param>
/// <param name="Type">context.type.</param>
/// <param name="Time">context.timestamp as sent.</param>
/// <param name="Subject">subject.id.</param>
/// <param name="Environment">Id of the environment it is about; null where it is about none.</param>
internal sealed record EventFacts(string Id, string Source, string Type, string Time, string Subject, string? Environment)
{
    /// <summary>Of an event of the log.</summary>
    public static EventFacts Of(StoredEvent e)
    {
        using var json = JsonDocument.Parse(e.Data);
        var (context, subject) = (json.RootElement.GetProperty("context"), json.RootElement.GetProperty("subject"));
        var id = Text(subject, "id");
        var environment = e.Stream.StartsWith("environment|", StringComparison.Ordinal) ? id
            : subject.TryGetProperty("content", out var content) && content.ValueKind is JsonValueKind.Object && content.TryGetProperty("environment", out var place)
                ? place.ValueKind is JsonValueKind.Object ? Text(place, "id") : place.ValueKind is JsonValueKind.String ? place.GetString() : null
                : null;
        return new(Text(context, "id"), Text(context, "source"), Text(context, "type"), Text(context, "timestamp"), id, environment is "" ? null : environment);
    }

    private static string Text(JsonElement parent, string member) =>
        parent.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}
