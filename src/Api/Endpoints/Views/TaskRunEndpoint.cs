using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /task-runs</c>: how task runs went.</summary>
public static class TaskRunEndpoint
{
    /// <summary>How task runs went</summary>
    /// <remarks>One item for each attempt, the latest first. The time of a run, for 'from' and 'to', is when it finished, or else started.</remarks>
    [WolverineGet("/task-runs", OperationId = "getTaskRuns"), Tags("Read tables")]
    public static Task<Ok<Page<TaskRun>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("taskrun_attempt", "task_runs")]
    public sealed record Query : ListQuery<Query, TaskRun>
    {
        public string? Name { get; set; }

        public string? Outcome { get; set; }

        public string? Source { get; set; }

        public string? PipelineRunId { get; set; }
    }
}

/// <summary>One attempt of a task run. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the attempt.</param>
/// <param name="SubjectId">Id of the run.</param>
/// <param name="Source">Who runs it.</param>
/// <param name="Attempt">1 for the first; higher when the run's id was used again.</param>
/// <param name="Name">Name of the task.</param>
/// <param name="Url">Where the run can be looked at.</param>
/// <param name="PipelineRunId">The pipeline run it is a part of.</param>
/// <param name="PipelineRunSource">Source of that pipeline run; null when not said, and then the same as its own.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished.</param>
/// <param name="Outcome">success, failure, cancel or error.</param>
/// <param name="OutcomeRaw">The sender's own word for it.</param>
/// <param name="Errors">What went wrong.</param>
/// <param name="DurationSeconds">Seconds from started to finished.</param>
/// <param name="LastSeenAt">When it finished, or else started.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told most lately of it: <c>/events/{position}</c>.</param>
public sealed record TaskRun(
    string Id,
    string SubjectId,
    string Source,
    int Attempt,
    string? Name,
    string? Url,
    string? PipelineRunId,
    string? PipelineRunSource,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    string? Outcome,
    string? OutcomeRaw,
    string? Errors,
    [Column("duration")] double? DurationSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
