using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CdViz.Domain.Translating;

/// <summary>Something a tool said in words of its own, as it came in.</summary>
/// <param name="body">The bytes.</param>
/// <param name="headers">The headers that were kept, by name in any case.</param>
/// <param name="receivedAt">When it came in.</param>
public sealed class Incoming(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> headers, DateTimeOffset receivedAt)
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private readonly Dictionary<string, string> headers = new(headers, StringComparer.OrdinalIgnoreCase);
    private JsonElement? json;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Body => body;

    /// <summary>The headers that were kept.</summary>
    public IReadOnlyDictionary<string, string> Headers => headers;

    /// <summary>When it came in: the last resort for what has no time of its own.</summary>
    public DateTimeOffset ReceivedAt => receivedAt;

    /// <summary>What its source says of all that comes from there: <c>environment</c>, <c>source</c> and the like.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The envelope, where it came as a CloudEvent; the body is then its data.</summary>
    public ForeignCloudEvent? CloudEvent { get; init; }

    /// <summary>Whether the whole body goes into <c>customData</c> of what is made of it.</summary>
    public bool KeepBody { get; init; }

    /// <summary>The body as JSON.</summary>
    /// <exception cref="NotTranslatedException">It is none.</exception>
    public Piece Json => Piece.Of(json ??= Parse());

    /// <summary>A header by its name in any case, or null.</summary>
    public string? Header(string name) => headers.GetValueOrDefault(name);

    /// <summary>What the source says of all that comes from there, or null.</summary>
    public string? Said(string name) => Metadata.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Some tools send their JSON as the field <c>payload</c> of a form.</summary>
    private static ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> form)
    {
        foreach (var field in Encoding.UTF8.GetString(form.Span).Split('&'))
        {
            if (field.Split('=', 2) is ["payload", var value])
            {
                return Encoding.UTF8.GetBytes(Uri.UnescapeDataString(value.Replace('+', ' ')));
            }
        }

        throw new NotTranslatedException("The body is a form without the field 'payload'.");
    }

    private JsonElement Parse()
    {
        var bytes = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new NotTranslatedException("The body is not valid UTF-8.");
        }

        if (Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true)
        {
            bytes = Payload(bytes);
        }

        try
        {
            return JsonElement.Parse(HalfCharacters.Mended(bytes).Span);
        }
        catch (JsonException fault)
        {
            throw new NotTranslatedException($"The body is not JSON: {fault.Message}");
        }
    }
}
