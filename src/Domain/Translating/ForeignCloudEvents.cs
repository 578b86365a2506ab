using System.Globalization;
using System.Net.Mime;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Sdk = CloudNative.CloudEvents;

namespace CdViz.Domain.Translating;

/// <summary>CloudEvents in any mode, whatever they carry, by the CloudEvents SDK.</summary>
public static class ForeignCloudEvents
{
    private static readonly JsonEventFormatter Formatter = new();

    /// <summary>Reads what a message carries: one event in binary or structured mode, or a batch.</summary>
    /// <param name="contentType">Media type of the message, or null.</param>
    /// <param name="headers">Its headers, by name in any case.</param>
    /// <param name="body">Its body.</param>
    /// <exception cref="NotTranslatedException">It carries no CloudEvent.</exception>
    public static IReadOnlyList<Sdk.CloudEvent> Read(string? contentType, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(headers);
        try
        {
            return Media(contentType) switch
            {
                "application/cloudevents+json" or "application/cloudevents" => [Formatter.DecodeStructuredModeMessage(body, null, null)],
                "application/cloudevents-batch+json" or "application/cloudevents-batch" => Formatter.DecodeBatchModeMessage(body, null, null),
                _ => [Binary(contentType, headers, body)],
            };
        }
        catch (Exception fault) when (fault is ArgumentException or JsonException or InvalidOperationException or FormatException)
        {
            throw new NotTranslatedException($"It is no CloudEvent: {fault.Message.Split('\n')[0].Trim()}");
        }
    }

    /// <summary>What a translator sees of an event.</summary>
    public static Incoming ToIncoming(Sdk.CloudEvent e, DateTimeOffset receivedAt, IReadOnlyDictionary<string, string> metadata, bool keepBody)
    {
        ArgumentNullException.ThrowIfNull(e);
        return new(DataOf(e), new Dictionary<string, string>(), receivedAt)
        {
            Metadata = metadata,
            KeepBody = keepBody,
            CloudEvent = new(e.Id!, e.Source!.OriginalString, e.Type!, e.Subject, e.Time)
            {
                DataContentType = e.DataContentType,
                Extensions = e.GetPopulatedAttributes().Where(pair => pair.Key.IsExtension)
                    .ToDictionary(pair => pair.Key.Name, pair => pair.Key.Format(pair.Value), StringComparer.OrdinalIgnoreCase),
            },
        };
    }

    /// <summary>The event in the JSON format; its data are JSON where they are, else base64.</summary>
    public static string ToJson(Sdk.CloudEvent e, bool dataAsBytes = false)
    {
        ArgumentNullException.ThrowIfNull(e);
        var copy = new Sdk.CloudEvent(e.SpecVersion, e.ExtensionAttributes);
        foreach (var (attribute, value) in e.GetPopulatedAttributes())
        {
            copy[attribute] = value;
        }

        var data = DataOf(e);
        copy.Data = dataAsBytes || data.IsEmpty ? data.IsEmpty ? null : data.ToArray() : Storable(data) is { } json ? json : data.ToArray();
        if (copy.Data is byte[])
        {
            copy.DataContentType = copy.DataContentType is { } type && !IsJson(type) ? type : MediaTypeNames.Application.Octet;
        }
        else if (copy.DataContentType is { } type && !IsJson(type))
        {
            copy.DataContentType = MediaTypeNames.Application.Json;
        }

        return Encoding.UTF8.GetString(HalfCharacters.Mended(Formatter.EncodeStructuredModeMessage(copy, out _), nulls: true).Span);
    }

    /// <summary>The bytes of the data.</summary>
    public static ReadOnlyMemory<byte> DataOf(Sdk.CloudEvent e) => e?.Data switch
    {
        null => default,
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes,
        JsonElement { ValueKind: JsonValueKind.Undefined } => default,
        JsonElement { ValueKind: JsonValueKind.String } text when !IsJson(e.DataContentType ?? "") => Encoding.UTF8.GetBytes(text.GetString()!),
        JsonElement json => JsonMarshal.GetRawUtf8Value(json).ToArray(),
        string text => Encoding.UTF8.GetBytes(text),
        var other => throw new NotTranslatedException($"Its data are {other.GetType().Name}, which is not understood."),
    };

    private static Sdk.CloudEvent Binary(string? contentType, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        var named = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        var version = Sdk.CloudEventsSpecVersion.FromVersionId(named.GetValueOrDefault("ce-specversion"))
            ?? throw new NotTranslatedException("It is no CloudEvent: the header ce-specversion is not 1.0.");
        var e = new Sdk.CloudEvent(version);
        foreach (var (name, value) in named)
        {
            if (name.StartsWith("ce-", StringComparison.OrdinalIgnoreCase) && !name.Equals("ce-specversion", StringComparison.OrdinalIgnoreCase))
            {
                e.SetAttributeFromString(name[3..].ToLower(CultureInfo.InvariantCulture), Uri.UnescapeDataString(value is ['"', .. var quoted, '"'] ? quoted : value));
            }
        }

        e.DataContentType = contentType;
        e.Data = body.IsEmpty ? null : body.ToArray();
        return e.IsValid ? e : throw new NotTranslatedException(
            $"It is no CloudEvent: {string.Join(", ", version.RequiredAttributes.Where(one => e[one] is null).Select(one => $"the header ce-{one.Name} is missing"))}.");
    }

    /// <summary>The JSON that PostgreSQL can hold, or null where it is none or holds what PostgreSQL cannot.</summary>
    private static JsonElement? Storable(ReadOnlyMemory<byte> data)
    {
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse(data.Span), JsonSerializerOptions.Default);
            return json.AsSpan().IndexOf("\\u0000"u8) < 0 ? JsonElement.Parse(json) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string Media(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static bool IsJson(string contentType) =>
        Media(contentType) is "" or "application/json" or "text/json" || Media(contentType).EndsWith("+json", StringComparison.Ordinal);
}
