namespace CdViz.Adapters.Recording;

/// <summary>How something came in; what came in together shares it.</summary>
/// <param name="door">Where: <c>http</c>, <c>sql</c>, <c>import</c>, <c>correction</c>, <c>rabbitmq</c>, <c>kafka</c>, <c>nats</c>.</param>
/// <param name="sender">Who sent it, or null.</param>
/// <param name="contentType">Media type it came with, or null.</param>
public class Delivery(string door, string? sender, string? contentType)
{
    private Dictionary<string, string>? named;
    private TraceContext? trace;

    /// <summary>Where it came in.</summary>
    public string Door => door;

    /// <summary>Who sent it, or null.</summary>
    public string? Sender => sender;

    /// <summary>Media type it came with, or null.</summary>
    public string? ContentType => contentType;

    /// <summary>What its bytes are.</summary>
    public BodyForm Form { get; init; }

    /// <summary>Headers it came with, without credentials; null where there were none.</summary>
    public virtual IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The trace context that it came with: what its headers say, where nothing else is said.</summary>
    public TraceContext Trace
    {
        get => trace ??= TraceContext.Of(Header);
        init => trace = value;
    }

    /// <summary>True where the sender waits to be told: what is empty or too large is then refused, and not kept.</summary>
    public virtual bool IsAnswered => false;

    /// <summary>
    /// A header by its name in any case, or null. Message brokers have other spellings of the attributes of a CloudEvent: <c>cloudEvents:id</c> and
    /// <c>cloudEvents_id</c> of AMQP and <c>ce_id</c> of Kafka stand for <c>ce-id</c>.
    /// </summary>
    public virtual string? Header(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Headers is null)
        {
            return null;
        }

        named ??= new(Headers, StringComparer.OrdinalIgnoreCase);
        return named.TryGetValue(name, out var value) || !name.StartsWith("ce-", StringComparison.Ordinal)
            ? value
            : named.GetValueOrDefault($"ce_{name[3..]}") ?? named.GetValueOrDefault($"cloudEvents:{name[3..]}") ?? named.GetValueOrDefault($"cloudEvents_{name[3..]}");
    }

    /// <summary>The name of a header as HTTP spells it: <c>ce-id</c> for the other spellings of an attribute.</summary>
    internal static string CloudEventsName(string name) => name switch
    {
        _ when name.StartsWith("ce_", StringComparison.OrdinalIgnoreCase) => $"ce-{name[3..]}",
        _ when name.StartsWith("cloudEvents:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("cloudEvents_", StringComparison.OrdinalIgnoreCase) => $"ce-{name[12..]}",
        _ => name,
    };
}

/// <summary>What the bytes of one event are.</summary>
public enum BodyForm
{
    /// <summary>A CDEvent.</summary>
    Bare,

    /// <summary>A CDEvent whose CloudEvents envelope is in the headers.</summary>
    Binary,

    /// <summary>A CloudEvent, whose data is the CDEvent.</summary>
    Structured,
}

/// <summary>One event as it came in, and what admission says of it.</summary>
/// <param name="Delivery">How it came in.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Admission">What admission says; null where it was not looked at, being larger than is allowed.</param>
public readonly record struct Arrival(Delivery Delivery, ReadOnlyMemory<byte> Body, Admission? Admission)
{
    /// <summary>The event, where it may be appended.</summary>
    internal AdmittedEvent? Event => (Admission as Admission.Admitted)?.Event;
}
