using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>Something goes wrong in an environment.</summary>
[JsonConverter(typeof(SubjectContentConverter<IncidentDetected>))]
public sealed record IncidentDetected : SubjectContent
{
    /// <summary>What happens, in the sender's words.</summary>
    public string? Description { get; init; }

    /// <summary>Where it happens.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The service it concerns.</summary>
    public Reference? Service { get; init; }

    /// <summary>The artifact it concerns, a purl.</summary>
    public string? ArtifactId { get; init; }
}

/// <summary>An incident has a ticket.</summary>
[JsonConverter(typeof(SubjectContentConverter<IncidentReported>))]
public sealed record IncidentReported : SubjectContent
{
    /// <summary>What happens, in the sender's words.</summary>
    public string? Description { get; init; }

    /// <summary>Where it happens.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The ticket it was reported as (<c>ticketURI</c>).</summary>
    [JsonPropertyName("ticketURI")]
    public string? TicketUri { get; init; }

    /// <summary>The service it concerns.</summary>
    public Reference? Service { get; init; }

    /// <summary>The artifact it concerns, a purl.</summary>
    public string? ArtifactId { get; init; }
}

/// <summary>An incident is over.</summary>
[JsonConverter(typeof(SubjectContentConverter<IncidentResolved>))]
public sealed record IncidentResolved : SubjectContent
{
    /// <summary>What happens, in the sender's words.</summary>
    public string? Description { get; init; }

    /// <summary>Where it happened.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The service it concerns.</summary>
    public Reference? Service { get; init; }

    /// <summary>The artifact it concerns, a purl.</summary>
    public string? ArtifactId { get; init; }
}
