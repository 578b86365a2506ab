namespace CdViz.Domain.Admitting;

/// <summary>What admission allows.</summary>
public sealed record AdmissionLimits
{
    /// <summary>
    /// UTF-8 bytes of an id, a source, a type, a version or a chain's id, and of the ids and names in the content: any two of them fit into one key of a
    /// PostgreSQL B-tree, which has room for 2,704 bytes.
    /// </summary>
    public const int MaxNameBytes = 1024;

    /// <summary>UTF-8 bytes of a stream's name, <see cref="StreamId"/>, which is a key in every table of the log.</summary>
    public const int MaxStreamBytes = 2000;

    /// <summary>Size of one CDEvent in bytes, also when its numbers are written without exponents, as PostgreSQL keeps them.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Objects and arrays within each other, the event itself counted.</summary>
    public int MaxDepth { get; init; } = 64;
}
