namespace CdViz.Domain.Binding;

/// <summary>How a request carries CDEvents.</summary>
public enum CloudEventsMode
{
    /// <summary>Another media type than JSON, or another charset than UTF-8.</summary>
    Unsupported,

    /// <summary>The body is a CDEvent, or an array of CDEvents.</summary>
    Bare,

    /// <summary>One CDEvent per line (NDJSON).</summary>
    Lines,

    /// <summary>The body is a CDEvent, the <c>ce-</c> headers are its envelope.</summary>
    Binary,

    /// <summary>The body is a CloudEvent, its <c>data</c> a CDEvent.</summary>
    Structured,

    /// <summary>The body is an array of CloudEvents.</summary>
    Batch,
}
