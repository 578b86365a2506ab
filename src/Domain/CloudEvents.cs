namespace CdViz.Domain;

/// <summary>How a request carries CDEvents.</summary>
public enum CloudEventsMode
{
    /// <summary>Another media type than JSON, or another charset than UTF-8.</summary>
    Unsupported,

    /// <summary>The body is a CDEvent, or an array of CDEvents.</summary>
    Bare,

    /// <summary>One CDEvent per line (NDJSON).</summary>
    Lines,

    /// <summary>The body is a CDEvent, the <c>ce-</c> headers say so once more.</summary>
    Binary,

    /// <summary>The body is a CloudEvent, its <c>data</c> a CDEvent.</summary>
    Structured,

    /// <summary>The body is an array of CloudEvents.</summary>
    Batch,
}

/// <summary>The CloudEvents 1.0 binding of CDEvents over HTTP.</summary>
public static class CloudEvents
{
    /// <summary>Tells how a request carries CDEvents.</summary>
    /// <param name="contentType">The header, with its parameters; absent counts as JSON.</param>
    /// <param name="hasCeSpecVersion">True when there is a header <c>ce-specversion</c>.</param>
    public static CloudEventsMode ModeOf(string? contentType, bool hasCeSpecVersion) => throw new NotImplementedException();

    /// <summary>Binary mode: the body is the CDEvent, headers <c>ce-id</c>, <c>ce-source</c> … are the envelope.</summary>
    /// <param name="header">Gives a header's value by its name, or null.</param>
    /// <param name="body">The body.</param>
    public static CloudEvent Binary(Func<string, string?> header, ReadOnlyMemory<byte> body) => throw new NotImplementedException();

    /// <summary>Structured mode, and one item of a batch: takes the CDEvent out of <c>data</c> (an object, or its JSON as text) or <c>data_base64</c>.</summary>
    /// <param name="utf8Json">The CloudEvent.</param>
    public static CloudEvent Structured(ReadOnlyMemory<byte> utf8Json) => throw new NotImplementedException();
}

/// <summary>What a CloudEvent brought.</summary>
/// <param name="Data">The CDEvent; empty where there was none.</param>
/// <param name="Id">Attribute <c>id</c>, or null.</param>
/// <param name="Source">Attribute <c>source</c>, or null.</param>
/// <param name="Type">Attribute <c>type</c>, or null.</param>
/// <param name="Subject">Attribute <c>subject</c>, or null.</param>
/// <param name="Time">Attribute <c>time</c>, or null.</param>
public sealed record CloudEvent(ReadOnlyMemory<byte> Data, string? Id, string? Source, string? Type, string? Subject, string? Time)
{
    /// <summary>Why there is no CDEvent to be had, or null: <see cref="Admission.NotJson"/> or <see cref="Admission.Invalid"/>.</summary>
    public Admission? Failure { get; init; }
}
