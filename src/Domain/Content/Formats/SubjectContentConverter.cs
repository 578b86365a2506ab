using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Domain.Content.Formats;

/// <summary>
/// Reads a content record out of a whole CDEvent, <c>{"context":…,"subject":{"content":…}}</c>, as the log keeps it, so that any
/// System.Text.Json serializer (a Marten application's, say) can turn an event's data into the record that its type names.
/// Writes <c>{"subject":{"content":…}}</c>, which reads back as the same record.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class SubjectContentConverter<T> : JsonConverter<T> where T : SubjectContent, new()
{
    private static readonly ContentFormat Format = ContentFormat.Of(typeof(T));

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        T? content = null;
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException($"A CDEvent is an object, not {reader.TokenType}.");
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var subject = reader.ValueTextEquals("subject"u8);
            reader.Read();
            if (subject && reader.TokenType is JsonTokenType.StartObject)
            {
                content = ReadSubject(ref reader) ?? content;
            }
            else
            {
                reader.Skip();
            }
        }

        return content ?? new T();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteStartObject("subject"u8);
        writer.WritePropertyName("content"u8);
        Format.Write(writer, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static T? ReadSubject(ref Utf8JsonReader reader)
    {
        T? content = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                content = (T)Format.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return content;
    }
}
