using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A build waits to start.</summary>
[JsonConverter(typeof(SubjectContentConverter<BuildQueued>))]
public sealed record BuildQueued : SubjectContent;

/// <summary>A build began.</summary>
[JsonConverter(typeof(SubjectContentConverter<BuildStarted>))]
public sealed record BuildStarted : SubjectContent;

/// <summary>A build ended.</summary>
[JsonConverter(typeof(SubjectContentConverter<BuildFinished>))]
public sealed record BuildFinished : SubjectContent
{
    /// <summary>What was built, a purl.</summary>
    public string? ArtifactId { get; init; }
}
