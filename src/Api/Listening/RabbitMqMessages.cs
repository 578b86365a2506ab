using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using Wolverine;
using Wolverine.RabbitMQ.Internal;
using Wolverine.Util;

namespace CdViz.Api.Listening;

/// <summary>
/// Hands on what a queue has as it is: Wolverine's own reading of CloudEvents asks for ids that are UUIDs, and for types that it knows.
/// </summary>
/// <param name="source">The source.</param>
internal sealed class RabbitMqMessages(SourceSettings source) : IRabbitMqEnvelopeMapper
{
    private static readonly string MessageType = typeof(BrokerMessage).ToMessageTypeName();

    /// <inheritdoc/>
    public void MapIncomingToEnvelope(Envelope envelope, IReadOnlyBasicProperties incoming)
    {
        envelope.Id = Guid.CreateVersion7();
        envelope.MessageType = MessageType;
        envelope.Message = BrokerMessage.Of(source, incoming.IsContentTypePresent() ? incoming.ContentType : null, Headers(incoming), envelope.Data);
    }

    /// <inheritdoc/>
    public void MapEnvelopeToOutgoing(Envelope envelope, IBasicProperties outgoing) => throw new NotSupportedException("Nothing is sent by this door.");

    private static IEnumerable<(string Name, string Value)> Headers(IReadOnlyBasicProperties properties)
    {
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            if (Text(value) is { } text)
            {
                yield return (name, text);
            }
        }
    }

    /// <summary>A header's value as text; null for lists and tables, which the broker itself adds.</summary>
    private static string? Text(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        AmqpTimestamp time => DateTimeOffset.FromUnixTimeSeconds(time.UnixTime).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        string or bool or byte or sbyte or short or ushort or int or uint or long or float or double or decimal => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
