using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A repository was made.</summary>
[JsonConverter(typeof(SubjectContentConverter<RepositoryCreated>))]
public sealed record RepositoryCreated : SubjectContent
{
    /// <summary>The repository's name.</summary>
    public string? Name { get; init; }

    /// <summary>Who owns it.</summary>
    public string? Owner { get; init; }

    /// <summary>Where it can be cloned from (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }

    /// <summary>Where people look at it.</summary>
    public string? ViewUrl { get; init; }
}

/// <summary>A repository was renamed, moved or given to another owner.</summary>
[JsonConverter(typeof(SubjectContentConverter<RepositoryModified>))]
public sealed record RepositoryModified : SubjectContent
{
    /// <summary>The repository's name.</summary>
    public string? Name { get; init; }

    /// <summary>Who owns it.</summary>
    public string? Owner { get; init; }

    /// <summary>Where it can be cloned from (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }

    /// <summary>Where people look at it.</summary>
    public string? ViewUrl { get; init; }
}

/// <summary>A repository was deleted.</summary>
[JsonConverter(typeof(SubjectContentConverter<RepositoryDeleted>))]
public sealed record RepositoryDeleted : SubjectContent
{
    /// <summary>The repository's name.</summary>
    public string? Name { get; init; }

    /// <summary>Who owns it.</summary>
    public string? Owner { get; init; }

    /// <summary>Where it can be cloned from (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }

    /// <summary>Where people look at it.</summary>
    public string? ViewUrl { get; init; }
}
