using System.Text.Json;

namespace CdViz.Domain.Content.Formats;

internal delegate TValue ReadContentValue<out TValue>(ref Utf8JsonReader reader);

internal delegate void WriteContentValue<in TValue>(Utf8JsonWriter writer, TValue value);

/// <summary>The kinds of values that content is made of. Reading takes the whole value and gives null where it is of another JSON type.</summary>
internal static class ContentValue
{
    public static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    public static Outcome? Outcome(ref Utf8JsonReader reader) => Text(ref reader) is { } raw ? new Outcome(raw) : null;

    public static Reference? Reference(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? id = null, source = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = Text(ref reader);
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                reader.Read();
                source = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return id is null ? null : new Reference(id, source);
    }

    public static TextList? Texts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }

        List<string> texts = [];
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (Text(ref reader) is { } text)
            {
                texts.Add(text);
            }
        }

        return [.. texts];
    }

    public static void Write(Utf8JsonWriter writer, string text) => writer.WriteStringValue(text);

    public static void Write(Utf8JsonWriter writer, Outcome? outcome) => writer.WriteStringValue(outcome!.Value.Raw);

    public static void Write(Utf8JsonWriter writer, TextList texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, Reference reference)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, reference.Id);
        if (reference.Source is { } source)
        {
            writer.WriteString("source"u8, source);
        }

        writer.WriteEndObject();
    }
}
