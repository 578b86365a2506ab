using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdViz.Domain;

/// <summary>A CDEvent to be sent, of the newest specification (<see cref="EventTypes.NewestSpec"/>; of the draft where only that has its type).</summary>
/// <param name="Id">context.id.</param>
/// <param name="Source">context.source.</param>
/// <param name="Timestamp">context.timestamp.</param>
/// <param name="SubjectId">subject.id.</param>
/// <param name="Content">subject.content; it also says what type of event it is.</param>
public sealed record CDEvent(string Id, string Source, DateTimeOffset Timestamp, string SubjectId, SubjectContent Content)
{
    // Nothing of it goes into HTML unescaped; people read it.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>context.type; only a <see cref="CustomEvent"/> needs to be told its own.</summary>
    public string? Type { get; init; }

    /// <summary>subject.source, where it differs from context.source.</summary>
    public string? SubjectSource { get; init; }

    /// <summary>context.chainId.</summary>
    public string? ChainId { get; init; }

    /// <summary>context.links.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>customData, an object.</summary>
    public JsonElement? CustomData { get; init; }

    /// <summary>The CDEvent as UTF-8 JSON.</summary>
    /// <exception cref="InvalidOperationException">It is a custom event without type, or of a type that the newest specification has no more.</exception>
    public byte[] ToUtf8Json()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The CDEvent within a CloudEvent of the SDK, to be sent in any of its modes with <see cref="CDEventFormatter"/>.</summary>
    /// <exception cref="InvalidOperationException">It is a custom event without type, or of a type that the newest specification has no more.</exception>
    public CloudNative.CloudEvents.CloudEvent ToCloudEvent() => new()
    {
        Id = Id,
        Source = new Uri(Source, UriKind.RelativeOrAbsolute),
        Type = TypeName(EventTypes.Of(Content)),
        Subject = SubjectId,
        Time = Timestamp,
        DataContentType = "application/json",
        Data = (ReadOnlyMemory<byte>)ToUtf8Json(),
    };

    /// <summary>Writes the CDEvent.</summary>
    /// <exception cref="InvalidOperationException">It is a custom event without type, or of a type that the newest specification has no more.</exception>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var type = EventTypes.Of(Content);
        if (type is { IsCurrent: false, Versions: [.., { Specs: [.., var last] }] } && !Catalogue.OfSpec(last)!.IsDraft)
        {
            throw new InvalidOperationException($"{type} is of specification {last}; {EventTypes.NewestSpec} has it no more.");
        }

        writer.WriteStartObject();
        WriteContext(writer, type);
        writer.WriteStartObject("subject"u8);
        writer.WriteString("id"u8, SubjectId);
        WriteOptional(writer, "source", SubjectSource);
        writer.WritePropertyName("content"u8);
        type.Format.Write(writer, Content);
        writer.WriteEndObject();
        if (CustomData is { } data)
        {
            writer.WritePropertyName("customData"u8);
            data.WriteTo(writer);
            writer.WriteString("customDataContentType"u8, "application/json"u8);
        }

        writer.WriteEndObject();
    }

    private void WriteContext(Utf8JsonWriter writer, EventType type)
    {
        writer.WriteStartObject("context"u8);
        writer.WriteString("specversion"u8, type.Versions is [.., var newest] ? newest.Specs[^1] : EventTypes.NewestSpec);
        writer.WriteString("id"u8, Id);
        writer.WriteString("source"u8, Source);
        writer.WriteString("type"u8, TypeName(type));
        writer.WriteString("timestamp"u8, Timestamp.UtcDateTime);
        WriteOptional(writer, "chainId", ChainId);
        if (Links.Count > 0)
        {
            writer.WriteStartArray("links"u8);
            foreach (var link in Links)
            {
                link.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private string TypeName(EventType type) => Type ?? (type == EventTypes.Custom
        ? throw new InvalidOperationException("A custom event needs its type: dev.cdeventsx.<tool>-<subject>.<predicate>.<version>")
        : $"{type}.{type.Versions[^1].Version}");

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
