using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>An approval was asked for. So far only the draft of the next release has it.</summary>
[JsonConverter(typeof(SubjectContentConverter<ApprovalCreated>))]
public sealed record ApprovalCreated : SubjectContent
{
    /// <summary>Where the approval is described.</summary>
    public string? ApprovalDetailsUrl { get; init; }

    /// <summary>What is to be approved.</summary>
    public string? ResourceTargetUrl { get; init; }

    /// <summary>Who asks.</summary>
    public string? Requestor { get; init; }
}

/// <summary>An approval was answered, not finally. So far only the draft of the next release has it.</summary>
[JsonConverter(typeof(SubjectContentConverter<ApprovalUpdated>))]
public sealed record ApprovalUpdated : SubjectContent
{
    /// <summary>Where the approval is described.</summary>
    public string? ApprovalDetailsUrl { get; init; }

    /// <summary>What is to be approved.</summary>
    public string? ResourceTargetUrl { get; init; }

    /// <summary>Who answered.</summary>
    public string? Responder { get; init; }

    /// <summary><c>escalated</c>, <c>delegate</c>, <c>deferred</c>, <c>requestChanges</c>, <c>approved</c> or <c>rejected</c>.</summary>
    public string? Decision { get; init; }
}

/// <summary>An approval was granted, refused or given up. So far only the draft of the next release has it.</summary>
[JsonConverter(typeof(SubjectContentConverter<ApprovalClosed>))]
public sealed record ApprovalClosed : SubjectContent
{
    /// <summary>Where the approval is described.</summary>
    public string? ApprovalDetailsUrl { get; init; }

    /// <summary>What is to be approved.</summary>
    public string? ResourceTargetUrl { get; init; }

    /// <summary>Who answered.</summary>
    public string? Responder { get; init; }

    /// <summary><c>escalated</c>, <c>delegate</c>, <c>deferred</c>, <c>requestChanges</c>, <c>approved</c> or <c>rejected</c>.</summary>
    public string? Decision { get; init; }

    /// <summary><c>approved</c>, <c>rejected</c>, <c>cancelled</c> or <c>expired</c>.</summary>
    public string? Status { get; init; }
}
