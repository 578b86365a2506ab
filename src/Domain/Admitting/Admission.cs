namespace CdViz.Domain.Admitting;

/// <summary>One thing wrong with a CDEvent.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the member, <c>""</c> for the whole document.</param>
/// <param name="Rule">Stable code of the rule, lower case with dots: <c>context.id.required</c>.</param>
/// <param name="Message">What was found and what is allowed.</param>
public sealed record Violation(string Pointer, string Rule, string Message);

/// <summary>What admission decided about one CDEvent, before the log is asked.</summary>
public abstract record Admission
{
    private Admission() { }

    /// <summary>It may be appended.</summary>
    public sealed record Admitted(AdmittedEvent Event) : Admission;

    /// <summary>It is well formed but its type is not understood (yet): it is to be kept in quarantine.</summary>
    /// <param name="Reason">Stable code: <c>unknown-type</c>, <c>unknown-version</c>.</param>
    /// <param name="Source">context.source.</param>
    /// <param name="Id">context.id.</param>
    /// <param name="Message">What was found.</param>
    public sealed record NotUnderstood(string Reason, string Source, string Id, string Message) : Admission;

    /// <summary>It is not a CDEvent.</summary>
    /// <param name="Errors">All that is wrong, at least one.</param>
    /// <param name="Source">context.source where it could be read.</param>
    /// <param name="Id">context.id where it could be read.</param>
    public sealed record Invalid(IReadOnlyList<Violation> Errors, string? Source, string? Id) : Admission;

    /// <summary>It is not JSON (RFC 8259).</summary>
    public sealed record NotJson(string Message) : Admission;
}

/// <summary>A CDEvent that may be appended, with everything the log wants to know about it.</summary>
/// <param name="Id">UUIDv5 of (context.source, context.id).</param>
/// <param name="Source">context.source.</param>
/// <param name="ContextId">context.id.</param>
/// <param name="TypeName">context.type as sent.</param>
/// <param name="Type">The standard event it is.</param>
/// <param name="Stream">The subject it belongs to.</param>
/// <param name="OccurredAt">context.timestamp as an instant, UTC, cut to whole microseconds.</param>
/// <param name="SpecVersion">context.specversion, or context.version of older releases.</param>
/// <param name="ChainId">context.chainId, or null.</param>
/// <param name="Digest">SHA-256 of the canonical JSON, lower-case hex: equal for equal content, whatever white space and member order.</param>
/// <param name="Json">The CDEvent as sent, UTF-8.</param>
/// <param name="Warnings">What is odd but accepted.</param>
public sealed record AdmittedEvent(
    Guid Id,
    string Source,
    string ContextId,
    string TypeName,
    EventType Type,
    StreamId Stream,
    DateTime OccurredAt,
    string SpecVersion,
    string? ChainId,
    string Digest,
    ReadOnlyMemory<byte> Json,
    IReadOnlyList<Violation> Warnings)
{
    /// <summary>The part of <see cref="Json"/> that is <c>subject.content</c>.</summary>
    public ReadOnlyMemory<byte> ContentJson { get; init; }

    /// <summary>subject.source as sent; null where it says none, and context.source is taken for it.</summary>
    public string? SubjectSource { get; init; }

    /// <summary>Its place in the subject's life.</summary>
    public Occurrence Occurrence => new(OccurredAt, Type.Rank, Id);

    /// <summary>The content in its current shape.</summary>
    public SubjectContent ReadContent() => Type.Read(ContentJson.Span);
}
