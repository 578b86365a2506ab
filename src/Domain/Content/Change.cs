using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A change was proposed.</summary>
[JsonConverter(typeof(SubjectContentConverter<ChangeCreated>))]
public sealed record ChangeCreated : SubjectContent
{
    /// <summary>What it is about.</summary>
    public string? Description { get; init; }

    /// <summary>The repository it belongs to.</summary>
    public Reference? Repository { get; init; }
}

/// <summary>A change was reviewed.</summary>
[JsonConverter(typeof(SubjectContentConverter<ChangeReviewed>))]
public sealed record ChangeReviewed : SubjectContent
{
    /// <summary>The repository it belongs to.</summary>
    public Reference? Repository { get; init; }
}

/// <summary>A change got new commits or another description.</summary>
[JsonConverter(typeof(SubjectContentConverter<ChangeUpdated>))]
public sealed record ChangeUpdated : SubjectContent
{
    /// <summary>The repository it belongs to.</summary>
    public Reference? Repository { get; init; }
}

/// <summary>A change went into its target branch.</summary>
[JsonConverter(typeof(SubjectContentConverter<ChangeMerged>))]
public sealed record ChangeMerged : SubjectContent
{
    /// <summary>The repository it belongs to.</summary>
    public Reference? Repository { get; init; }
}

/// <summary>A change was given up.</summary>
[JsonConverter(typeof(SubjectContentConverter<ChangeAbandoned>))]
public sealed record ChangeAbandoned : SubjectContent
{
    /// <summary>The repository it belongs to.</summary>
    public Reference? Repository { get; init; }
}
