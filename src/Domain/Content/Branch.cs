using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A branch was made.</summary>
[JsonConverter(typeof(SubjectContentConverter<BranchCreated>))]
public sealed record BranchCreated : SubjectContent
{
    /// <summary>The repository it belongs to.</summary>
    public Reference? Repository { get; init; }
}

/// <summary>A branch was deleted.</summary>
[JsonConverter(typeof(SubjectContentConverter<BranchDeleted>))]
public sealed record BranchDeleted : SubjectContent
{
    /// <summary>The repository it belongs to.</summary>
    public Reference? Repository { get; init; }
}
