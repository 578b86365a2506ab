using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /pipeline-runs</c>: how pipeline runs went.</summary>
public static class PipelineRunEndpoint
{
    /// <summary>How pipeline runs went</summary>
    /// <remarks>
    /// One item for each attempt, the latest first. The time of a run, for 'from' and 'to', is when it finished, or else started, or else was queued.
    /// </remarks>
    [WolverineGet("/pipeline-runs", OperationId = "getPipelineRuns"), Tags("Read tables")]
    public static Task<Ok<Page<PipelineRun>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("pipelinerun_attempt", "pipeline_runs")]
    public sealed record Query : ListQuery<Query, PipelineRun>
    {
        public string? Name { get; set; }

        public string? Outcome { get; set; }

        public string? Source { get; set; }
    }
}

/// <summary>One attempt of a pipeline run. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the attempt.</param>
/// <param name="SubjectId">Id of the run.</param>
/// <param name="Source">Who runs it.</param>
/// <param name="Attempt">1 for the first; higher when the run's id was used again.</param>
/// <param name="Name">Name of the pipeline.</param>
/// <param name="Url">Where the run can be looked at.</param>
/// <param name="QueuedAt">When it was first queued.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished.</param>
/// <param name="Outcome">success, failure, cancel or error.</param>
/// <param name="OutcomeRaw">The sender's own word for it.</param>
/// <param name="Errors">What went wrong.</param>
/// <param name="QueueSeconds">Seconds from queued to started.</param>
/// <param name="DurationSeconds">Seconds from started to finished.</param>
/// <param name="LastSeenAt">When it finished, or else started, or else was queued.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told most lately of it: <c>/events/{position}</c>.</param>
public sealed record PipelineRun(
    string Id,
    string SubjectId,
    string Source,
    int Attempt,
    string? Name,
    string? Url,
    DateTime? QueuedAt,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    string? Outcome,
    string? OutcomeRaw,
    string? Errors,
    [Column("queue_time")] double? QueueSeconds,
    [Column("duration")] double? DurationSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
