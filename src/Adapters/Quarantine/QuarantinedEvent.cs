namespace CdViz.Adapters.Quarantine;

/// <summary>Something that came in and is to be kept, though it cannot be appended.</summary>
/// <param name="Door">Where it came in: <c>http</c>, <c>amqp</c>.</param>
/// <param name="Sender">Who sent it, or null.</param>
/// <param name="Reason">Code: one of <see cref="QuarantineReason"/>.</param>
/// <param name="Message">The reason in words.</param>
/// <param name="Errors">What was wrong, where that can be said.</param>
/// <param name="ContentType">Media type it came with, or null.</param>
/// <param name="Body">The bytes as they came.</param>
/// <param name="Source">context.source where it could be read.</param>
/// <param name="Id">context.id where it could be read.</param>
public sealed record QuarantinedEvent(
    string Door, string? Sender, string Reason, string Message, IReadOnlyList<Violation> Errors, string? ContentType, ReadOnlyMemory<byte> Body, string? Source,
    string? Id)
{
    /// <summary>What <see cref="Body"/> is.</summary>
    public BodyForm Form { get; init; }

    /// <summary>Headers it came with, without credentials; null where there were none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>How it came in.</summary>
    internal Delivery Delivery => new(Door, Sender, ContentType) { Form = Form, Headers = Headers };
}

/// <summary>Why something is in the quarantine.</summary>
public static class QuarantineReason
{
    /// <summary>No specification has its type.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>No specification has this version of its type.</summary>
    public const string UnknownVersion = "unknown-version";

    /// <summary>The log has another event of its source and id.</summary>
    public const string Conflict = "conflict";

    /// <summary>It is JSON, but no CDEvent, or one that PostgreSQL cannot store.</summary>
    public const string Invalid = "invalid";

    /// <summary>It is not JSON.</summary>
    public const string NotJson = "not-json";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [UnknownType, UnknownVersion, Conflict, Invalid, NotJson];
}
