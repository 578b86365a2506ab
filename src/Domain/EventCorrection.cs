using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Domain;

/// <summary>What a correction says of an earlier event of its stream: that it does not count, or counts with other values.</summary>
/// <param name="Target">Id of that event in the log.</param>
/// <param name="Amendment">The members of its content that are otherwise, and its time; null when it does not count.</param>
public sealed record EventCorrection(Guid Target, JsonElement? Amendment)
{
    private const string Time = "occurredAt";

    /// <summary>All that may be amended. Of a content, <c>artifactId</c> is text and the others are references.</summary>
    public static IReadOnlyList<string> Members { get; } = ["environment", "service", "artifactId", Time, "repository", "change"];

    /// <summary>Reads an event; null when it corrects no event.</summary>
    public static EventCorrection? Of(RecordedEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e is { IsCorrection: true, Data: CustomEvent { Content: { ValueKind: JsonValueKind.Object } content } }
            && content.TryGetProperty("target", out var target) && target.TryGetProperty("eventId", out var id) && id.TryGetGuid(out var found)
            ? content.GetProperty("action").GetString() switch
            {
                "retract" => new(found, null),
                "amend" when content.TryGetProperty("amendment", out var amendment) && amendment.ValueKind is JsonValueKind.Object => new(found, amendment),
                _ => null,
            }
            : null;
    }

    /// <summary>Whether events of a type have a member that may be amended.</summary>
    public static bool Has(EventType type, string member)
    {
        ArgumentNullException.ThrowIfNull(type);
        return member is Time || type.Content.GetProperties().Any(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == member);
    }

    /// <summary>The event as it is known from this correction on; null when it does not count.</summary>
    public RecordedEvent? After(RecordedEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return Amendment is not { } amendment ? null : e with
        {
            OccurredAt = amendment.TryGetProperty(Time, out var time) ? time.GetDateTimeOffset().UtcDateTime : e.OccurredAt,
            Data = Amended(e.Type, e.Data, amendment),
        };
    }

    private static SubjectContent Amended(EventType type, SubjectContent data, JsonElement amendment)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            type.Format.Write(writer, data);
        }

        var content = JsonNode.Parse(json.WrittenSpan)!.AsObject();
        foreach (var member in amendment.EnumerateObject().Where(member => member.Name is not Time))
        {
            var value = JsonValue.Create(member.Value.GetString());
            content[member.Name] = member.Name is "artifactId" ? value : new JsonObject { ["id"] = value };
        }

        return type.Read(JsonSerializer.SerializeToUtf8Bytes(content));
    }
}
