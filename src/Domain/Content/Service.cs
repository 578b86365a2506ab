using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A service runs in an environment where it did not run before.</summary>
[JsonConverter(typeof(SubjectContentConverter<ServiceDeployed>))]
public sealed record ServiceDeployed : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }

    /// <summary>What runs there, a purl.</summary>
    public string? ArtifactId { get; init; }
}

/// <summary>A service was replaced by another version.</summary>
[JsonConverter(typeof(SubjectContentConverter<ServiceUpgraded>))]
public sealed record ServiceUpgraded : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }

    /// <summary>What runs there, a purl.</summary>
    public string? ArtifactId { get; init; }
}

/// <summary>A service was put back to an earlier version.</summary>
[JsonConverter(typeof(SubjectContentConverter<ServiceRolledBack>))]
public sealed record ServiceRolledBack : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }

    /// <summary>What runs there, a purl.</summary>
    public string? ArtifactId { get; init; }
}

/// <summary>A service can be reached from outside.</summary>
[JsonConverter(typeof(SubjectContentConverter<ServicePublished>))]
public sealed record ServicePublished : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }
}

/// <summary>A service no longer runs.</summary>
[JsonConverter(typeof(SubjectContentConverter<ServiceRemoved>))]
public sealed record ServiceRemoved : SubjectContent
{
    /// <summary>Where it ran.</summary>
    public Reference? Environment { get; init; }
}
