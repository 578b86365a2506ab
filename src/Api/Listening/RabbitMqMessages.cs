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
/// <param name="source">Name of the source.</param>
internal sealed class RabbitMqMessages(string source) : IRabbitMqEnvelopeMapper
{
    /// <summary>The door, as it is kept with the events.</summary>
    public const string Door = "rabbitmq";

    private static readonly string MessageType = typeof(BrokerMessage).ToMessageTypeName();

    /// <inheritdoc/>
    public void MapIncomingToEnvelope(Envelope envelope, IReadOnlyBasicProperties incoming)
    {
        envelope.Id = Guid.CreateVersion7();
        envelope.MessageType = MessageType;
        envelope.Message = new BrokerMessage(How(incoming), envelope.Data);
    }

    /// <inheritdoc/>
    public void MapEnvelopeToOutgoing(Envelope envelope, IBasicProperties outgoing) => throw new NotSupportedException("Nothing is sent by this door.");

    private Delivery How(IReadOnlyBasicProperties properties)
    {
        var type = properties.IsContentTypePresent() ? properties.ContentType : null;
        var headers = Headers(properties);
        var how = new Delivery(Door, source, type) { Headers = headers };
        return CloudEvents.ModeOf(type, false) is CloudEventsMode.Structured ? new(Door, source, type) { Headers = headers, Form = BodyForm.Structured }
            : how.Header("ce-specversion") is null ? how
            : new(Door, source, type) { Headers = headers, Form = BodyForm.Binary };
    }

    private static Dictionary<string, string>? Headers(IReadOnlyBasicProperties properties)
    {
        var kept = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in properties.Headers ?? new Dictionary<string, object?>())
        {
            if (KeptHeaders.MayBeKept(name) && Text(value) is { } text)
            {
                kept[name] = text;
            }
        }

        return kept.Count > 0 ? kept : null;
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
