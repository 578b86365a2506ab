using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CdViz.Domain.Binding;

/// <summary>Reads a CloudEvent in its JSON format.</summary>
internal sealed class StructuredCloudEvent(ReadOnlyMemory<byte> json)
{
    private readonly List<Violation> errors = [];
    private ReadOnlyMemory<byte>? data;

    public CloudEvent Read()
    {
        if (!Utf8.IsValid(json.Span))
        {
            return new CloudEvent { Failure = new Admission.NotJson("It is not valid UTF-8.") };
        }

        try
        {
            var e = ReadObject();
            return errors.Count is 0 ? e : new CloudEvent { Failure = new Admission.Invalid(errors, e.Source, e.Id) };
        }
        catch (JsonException e)
        {
            return new CloudEvent { Failure = new Admission.NotJson(JsonFault.Words(e)) };
        }
    }

    private CloudEvent ReadObject()
    {
        // How deep the data may be is for admission to say.
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = json.Length + 1 });
        reader.Read();
        var e = new CloudEvent();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            Error("", "object", "A CloudEvent is an object.");
            return e;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            e = ReadMember(e, ref reader);
        }

        // Throws when there is more behind the object.
        reader.Read();
        if (data is null && errors.Count is 0)
        {
            Error("/data", "required", "There is neither data nor data_base64; one of them holds the CDEvent.");
        }

        return e with { Data = data ?? default };
    }

    private CloudEvent ReadMember(CloudEvent e, ref Utf8JsonReader reader)
    {
        var name = Text(ref reader);
        reader.Read();
        switch (name)
        {
            case "specversion":
                return e with { SpecVersion = TextOrSkip(ref reader) };
            case "id":
                return e with { Id = TextOrSkip(ref reader) };
            case "source":
                return e with { Source = TextOrSkip(ref reader) };
            case "type":
                return e with { Type = TextOrSkip(ref reader) };
            case "subject":
                return e with { Subject = TextOrSkip(ref reader) };
            case "time":
                return e with { Time = TextOrSkip(ref reader) };
            case "data":
                Take(ReadData(ref reader), "data");
                return e;
            case "data_base64":
                Take(ReadBase64(ref reader), "data_base64");
                return e;
            default:
                reader.Skip();
                return e;
        }
    }

    private void Take(ReadOnlyMemory<byte>? read, string member)
    {
        if (data is not null)
        {
            Error($"/{member}", "twice", "There is other data besides; one of data and data_base64 is allowed, once.");
        }

        data = read;
    }

    private ReadOnlyMemory<byte>? ReadData(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.String)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return json[start..(int)reader.BytesConsumed];
        }

        if (Unescape(ref reader, out var text) is { } rule)
        {
            errors.Add(new Violation("/data", rule, @"A string holds neither \u0000 nor half of a surrogate pair."));
        }

        return text;
    }

    private ReadOnlyMemory<byte>? ReadBase64(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String && Unescape(ref reader, out var text) is null)
        {
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
            if (Base64.DecodeFromUtf8(text.Span, bytes, out _, out var written) is OperationStatus.Done)
            {
                return bytes.AsMemory(0, written);
            }
        }

        reader.Skip();
        Error("/data_base64", "base64", "It is no base64 text.");
        return null;
    }

    private void Error(string pointer, string rule, string message) =>
        errors.Add(new Violation(pointer, pointer.Length is 0 ? $"cloudevents.{rule}" : $"cloudevents.{pointer[1..]}.{rule}", message));

    private static string? TextOrSkip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return Text(ref reader);
        }

        reader.Skip();
        return null;
    }

    private static string? Text(ref Utf8JsonReader reader) => Unescape(ref reader, out var text) is null ? Encoding.UTF8.GetString(text.Span) : null;

    private static string? Unescape(ref Utf8JsonReader reader, out ReadOnlyMemory<byte> text)
    {
        var buffer = new byte[reader.ValueSpan.Length];
        var rule = JsonEscapes.Unescape(reader.ValueSpan, buffer, out var written);
        text = buffer.AsMemory(0, written);
        return rule;
    }
}
