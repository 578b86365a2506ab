namespace CdViz.Api.Listening;

/// <summary>What a message broker delivers: taken as it is, whatever Wolverine's own envelope would be.</summary>
/// <param name="Delivery">How it came in.</param>
/// <param name="Body">Its bytes.</param>
public sealed record BrokerMessage(Delivery Delivery, ReadOnlyMemory<byte> Body)
{
    /// <summary>Why the rules of its source do not let it in; null where they do.</summary>
    public string? Refusal { get; init; }

    /// <summary>A message of a source, with the headers that may be kept.</summary>
    /// <param name="source">The source.</param>
    /// <param name="contentType">Its media type, or null.</param>
    /// <param name="headers">All its headers.</param>
    /// <param name="body">Its bytes, which must not change afterwards.</param>
    /// <param name="place">Where it was found, kept as headers of our own.</param>
    internal static BrokerMessage Of(
        SourceSettings source, string? contentType, IEnumerable<(string Name, string Value)> headers, ReadOnlyMemory<byte> body, params (string Name, string Value)[] place)
    {
        var kept = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var all = source.Rules.Count > 0 ? new HeaderDictionary() : null;
        foreach (var (name, value) in headers)
        {
            if (all is not null)
            {
                all[name] = value;
            }

            if (KeptHeaders.MayBeKept(name))
            {
                kept[name] = value;
            }
        }

        foreach (var (name, value) in place)
        {
            kept[name] = value;
        }

        var form = CloudEvents.ModeOf(contentType, false) is CloudEventsMode.Structured ? BodyForm.Structured
            : new Delivery(source.Door, source.Name, contentType) { Headers = kept }.Header("ce-specversion") is null ? BodyForm.Bare
            : BodyForm.Binary;
        return new(new Delivery(source.Door, source.Name, contentType) { Headers = kept.Count > 0 ? kept : null, Form = form }, body)
        {
            Refusal = all is null ? null : Refused(source, all, body.Span),
        };
    }

    private static string? Refused(SourceSettings source, HeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        foreach (var rule in source.Rules)
        {
            if (WebhookRule.Check(rule, headers, body, TimeProvider.System.GetUtcNow()) is { IsGood: false } verdict)
            {
                return verdict.Why;
            }
        }

        return null;
    }
}

/// <summary>Records what message brokers deliver. Wolverine acknowledges a message when this ends.</summary>
public static class BrokerMessageHandler
{
    /// <summary>Records one.</summary>
    public static Task HandleAsync(BrokerMessage message, BrokerDoor door)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(door);
        return door.TakeAsync(message);
    }
}
