using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>An environment was set up.</summary>
[JsonConverter(typeof(SubjectContentConverter<EnvironmentCreated>))]
public sealed record EnvironmentCreated : SubjectContent
{
    /// <summary>The environment's name, for people.</summary>
    public string? Name { get; init; }

    /// <summary>Where it can be reached (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }
}

/// <summary>An environment was changed.</summary>
[JsonConverter(typeof(SubjectContentConverter<EnvironmentModified>))]
public sealed record EnvironmentModified : SubjectContent
{
    /// <summary>The environment's name, for people.</summary>
    public string? Name { get; init; }

    /// <summary>Where it can be reached (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }
}

/// <summary>An environment was taken down.</summary>
[JsonConverter(typeof(SubjectContentConverter<EnvironmentDeleted>))]
public sealed record EnvironmentDeleted : SubjectContent
{
    /// <summary>The environment's name, for people.</summary>
    public string? Name { get; init; }
}
