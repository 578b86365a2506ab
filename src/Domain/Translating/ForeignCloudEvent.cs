namespace CdViz.Domain.Translating;

/// <summary>The envelope of a CloudEvent that carries something else than a CDEvent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Source">Its source.</param>
/// <param name="Type">Its type.</param>
/// <param name="Subject">Its subject, or null.</param>
/// <param name="Time">Its time, or null.</param>
public sealed record ForeignCloudEvent(string Id, string Source, string Type, string? Subject, DateTimeOffset? Time)
{
    /// <summary>Other attributes, by their names.</summary>
    public IReadOnlyDictionary<string, string> Extensions { get; init; } = new Dictionary<string, string>();

    /// <summary>Media type of the data, or null.</summary>
    public string? DataContentType { get; init; }
}
