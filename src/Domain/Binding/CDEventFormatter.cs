using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Sdk = CloudNative.CloudEvents;

namespace CdViz.Domain.Binding;

/// <summary>
/// The JSON format of the CloudEvents SDK, for its structured, binary and batched mode, with a CDEvent's bytes as data (<see cref="ReadOnlyMemory{T}"/>): they are
/// written and read as they are, where the SDK's own formatter would read and write the JSON anew.
/// </summary>
public sealed class CDEventFormatter : JsonEventFormatter
{
    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> EncodeBinaryModeEventData(Sdk.CloudEvent cloudEvent) => DataOf(cloudEvent);

    /// <inheritdoc/>
    public override void DecodeBinaryModeEventData(ReadOnlyMemory<byte> body, Sdk.CloudEvent cloudEvent)
    {
        ArgumentNullException.ThrowIfNull(cloudEvent);
        cloudEvent.Data = body;
    }

    /// <inheritdoc/>
    protected override void EncodeStructuredModeData(Sdk.CloudEvent cloudEvent, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(DataPropertyName);
        writer.WriteRawValue(DataOf(cloudEvent).Span);
    }

    /// <inheritdoc/>
    protected override void DecodeStructuredModeDataProperty(JsonElement dataElement, Sdk.CloudEvent cloudEvent)
    {
        ArgumentNullException.ThrowIfNull(cloudEvent);
        cloudEvent.Data = (ReadOnlyMemory<byte>)(dataElement.ValueKind is JsonValueKind.String
            ? Encoding.UTF8.GetBytes(dataElement.GetString()!)
            : JsonMarshal.GetRawUtf8Value(dataElement).ToArray());
    }

    /// <inheritdoc/>
    protected override void DecodeStructuredModeDataBase64Property(JsonElement dataBase64Element, Sdk.CloudEvent cloudEvent)
    {
        ArgumentNullException.ThrowIfNull(cloudEvent);
        cloudEvent.Data = (ReadOnlyMemory<byte>)dataBase64Element.GetBytesFromBase64();
    }

    /// <summary>The CDEvent in an event of the SDK.</summary>
    /// <exception cref="ArgumentException">Its data are no bytes.</exception>
    internal static ReadOnlyMemory<byte> DataOf(Sdk.CloudEvent e) => e?.Data switch
    {
        ReadOnlyMemory<byte> bytes => bytes,
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        JsonElement json => JsonMarshal.GetRawUtf8Value(json).ToArray(),
        var other => throw new ArgumentException($"A CDEvent's bytes, text or JSON are wanted as data, not {other?.GetType().Name ?? "nothing"}.", nameof(e)),
    };
}
