using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A task run began.</summary>
[JsonConverter(typeof(SubjectContentConverter<TaskRunStarted>))]
public sealed record TaskRunStarted : SubjectContent
{
    /// <summary>The task's name.</summary>
    public string? TaskName { get; init; }

    /// <summary>Where the run can be looked at (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }

    /// <summary>The pipeline run it is part of.</summary>
    public Reference? PipelineRun { get; init; }
}

/// <summary>A task run ended.</summary>
[JsonConverter(typeof(SubjectContentConverter<TaskRunFinished>))]
public sealed record TaskRunFinished : SubjectContent
{
    /// <summary>The task's name.</summary>
    public string? TaskName { get; init; }

    /// <summary>Where the run can be looked at (<c>url</c> up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }

    /// <summary>The pipeline run it is part of.</summary>
    public Reference? PipelineRun { get; init; }

    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What went wrong.</summary>
    public string? Errors { get; init; }
}
