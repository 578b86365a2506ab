using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A ticket was opened.</summary>
[JsonConverter(typeof(SubjectContentConverter<TicketCreated>))]
public sealed record TicketCreated : SubjectContent
{
    /// <summary>What it is about, in a line.</summary>
    public string? Summary { get; init; }

    /// <summary>Such as <c>bug</c>, <c>enhancement</c>, <c>incident</c>, <c>task</c> or <c>question</c>.</summary>
    public string? TicketType { get; init; }

    /// <summary>The group it is filed under.</summary>
    public string? Group { get; init; }

    /// <summary>Who opened it.</summary>
    public string? Creator { get; init; }

    /// <summary>Who works on it.</summary>
    public TextList? Assignees { get; init; }

    /// <summary>Such as <c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>Its labels.</summary>
    public TextList? Labels { get; init; }

    /// <summary>The milestone it belongs to.</summary>
    public string? Milestone { get; init; }

    /// <summary>Where it can be looked at.</summary>
    public string? Uri { get; init; }
}

/// <summary>A ticket was changed.</summary>
[JsonConverter(typeof(SubjectContentConverter<TicketUpdated>))]
public sealed record TicketUpdated : SubjectContent
{
    /// <summary>What it is about, in a line.</summary>
    public string? Summary { get; init; }

    /// <summary>Such as <c>bug</c>, <c>enhancement</c>, <c>incident</c>, <c>task</c> or <c>question</c>.</summary>
    public string? TicketType { get; init; }

    /// <summary>The group it is filed under.</summary>
    public string? Group { get; init; }

    /// <summary>Who opened it.</summary>
    public string? Creator { get; init; }

    /// <summary>Who works on it.</summary>
    public TextList? Assignees { get; init; }

    /// <summary>Such as <c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>Its labels.</summary>
    public TextList? Labels { get; init; }

    /// <summary>The milestone it belongs to.</summary>
    public string? Milestone { get; init; }

    /// <summary>Where it can be looked at.</summary>
    public string? Uri { get; init; }

    /// <summary>Who changed it.</summary>
    public string? UpdatedBy { get; init; }
}

/// <summary>A ticket was closed.</summary>
[JsonConverter(typeof(SubjectContentConverter<TicketClosed>))]
public sealed record TicketClosed : SubjectContent
{
    /// <summary>What it is about, in a line.</summary>
    public string? Summary { get; init; }

    /// <summary>Such as <c>bug</c>, <c>enhancement</c>, <c>incident</c>, <c>task</c> or <c>question</c>.</summary>
    public string? TicketType { get; init; }

    /// <summary>The group it is filed under.</summary>
    public string? Group { get; init; }

    /// <summary>Who opened it.</summary>
    public string? Creator { get; init; }

    /// <summary>Who works on it.</summary>
    public TextList? Assignees { get; init; }

    /// <summary>Such as <c>low</c>, <c>medium</c> or <c>high</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>Its labels.</summary>
    public TextList? Labels { get; init; }

    /// <summary>The milestone it belongs to.</summary>
    public string? Milestone { get; init; }

    /// <summary>Where it can be looked at.</summary>
    public string? Uri { get; init; }

    /// <summary>Such as <c>completed</c>, <c>withdrawn</c> or <c>duplicate</c>.</summary>
    public string? Resolution { get; init; }

    /// <summary>Who closed it.</summary>
    public string? UpdatedBy { get; init; }
}
