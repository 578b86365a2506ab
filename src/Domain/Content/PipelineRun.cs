using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A pipeline run waits to start.</summary>
[JsonConverter(typeof(SubjectContentConverter<PipelineRunQueued>))]
public sealed record PipelineRunQueued : SubjectContent
{
    /// <summary>The pipeline's name.</summary>
    public string? PipelineName { get; init; }

    /// <summary>Where the run can be looked at (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }
}

/// <summary>A pipeline run began.</summary>
[JsonConverter(typeof(SubjectContentConverter<PipelineRunStarted>))]
public sealed record PipelineRunStarted : SubjectContent
{
    /// <summary>The pipeline's name.</summary>
    public string? PipelineName { get; init; }

    /// <summary>Where the run can be looked at (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }
}

/// <summary>A pipeline run ended.</summary>
[JsonConverter(typeof(SubjectContentConverter<PipelineRunFinished>))]
public sealed record PipelineRunFinished : SubjectContent
{
    /// <summary>The pipeline's name.</summary>
    public string? PipelineName { get; init; }

    /// <summary>Where the run can be looked at (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Errors { get; init; }
}
