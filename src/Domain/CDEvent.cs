using System.Text.Json;

namespace CdViz.Domain;

/// <summary>A CDEvent to be sent, of the newest specification (<see cref="EventTypes.NewestSpec"/>).</summary>
/// <param name="Id">context.id.</param>
/// <param name="Source">context.source.</param>
/// <param name="Timestamp">context.timestamp.</param>
/// <param name="SubjectId">subject.id.</param>
/// <param name="Content">subject.content; it also says what type of event it is.</param>
public sealed record CDEvent(string Id, string Source, DateTimeOffset Timestamp, string SubjectId, SubjectContent Content)
{
    /// <summary>context.type; only a <see cref="CustomEvent"/> needs to be told its own.</summary>
    public string? Type { get; init; }

    /// <summary>subject.source, where it differs from context.source.</summary>
    public string? SubjectSource { get; init; }

    /// <summary>context.chainId.</summary>
    public string? ChainId { get; init; }

    /// <summary>context.links.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>customData, an object.</summary>
    public JsonElement? CustomData { get; init; }

    /// <summary>The CDEvent as UTF-8 JSON.</summary>
    public byte[] ToUtf8Json() => throw new NotImplementedException();

    /// <summary>Writes the CDEvent.</summary>
    public void WriteTo(Utf8JsonWriter writer) => throw new NotImplementedException();
}

/// <summary>How an event follows from others.</summary>
public abstract record Link
{
    private Link() { }

    /// <summary>The event came after another in its chain.</summary>
    public sealed record Path(string FromContextId) : Link;

    /// <summary>The event ends a branch of its chain.</summary>
    public sealed record End(string? FromContextId = null) : Link;

    /// <summary>The event has to do with another, in the way <paramref name="Kind"/> says: <c>TRIGGER</c>.</summary>
    public sealed record Relation(string Kind, string TargetContextId) : Link;
}
