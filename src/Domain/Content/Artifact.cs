using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>An artifact was built and packaged.</summary>
[JsonConverter(typeof(SubjectContentConverter<ArtifactPackaged>))]
public sealed record ArtifactPackaged : SubjectContent
{
    /// <summary>The change that was packaged.</summary>
    public Reference? Change { get; init; }

    /// <summary>Its bill of materials.</summary>
    public Sbom? Sbom { get; init; }
}

/// <summary>An artifact was signed.</summary>
[JsonConverter(typeof(SubjectContentConverter<ArtifactSigned>))]
public sealed record ArtifactSigned : SubjectContent
{
    /// <summary>The signature.</summary>
    public string? Signature { get; init; }
}

/// <summary>An artifact can be fetched by others.</summary>
[JsonConverter(typeof(SubjectContentConverter<ArtifactPublished>))]
public sealed record ArtifactPublished : SubjectContent
{
    /// <summary>Its bill of materials.</summary>
    public Sbom? Sbom { get; init; }

    /// <summary>Who published it.</summary>
    public string? User { get; init; }
}

/// <summary>An artifact was fetched.</summary>
[JsonConverter(typeof(SubjectContentConverter<ArtifactDownloaded>))]
public sealed record ArtifactDownloaded : SubjectContent
{
    /// <summary>Who downloaded it.</summary>
    public string? User { get; init; }
}

/// <summary>An artifact was deleted.</summary>
[JsonConverter(typeof(SubjectContentConverter<ArtifactDeleted>))]
public sealed record ArtifactDeleted : SubjectContent
{
    /// <summary>Who deleted it.</summary>
    public string? User { get; init; }
}

/// <summary>A bill of materials.</summary>
public sealed record Sbom
{
    /// <summary>Where it can be fetched.</summary>
    public string? Uri { get; init; }
}
