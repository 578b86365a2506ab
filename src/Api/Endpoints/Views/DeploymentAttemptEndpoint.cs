using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /deployments/attempts</c>: deployments that were tried.</summary>
public static class DeploymentAttemptEndpoint
{
    /// <summary>Deployments that were tried</summary>
    /// <remarks>
    /// Runs of tasks and pipelines whose names say that they deploy (Metrics:DeploymentRuns), and tools' own events of deployments, whether or not they
    /// succeeded; the latest first. None is a deployment for history or metrics: those are what services are reported to run.
    /// </remarks>
    [WolverineGet("/deployments/attempts", OperationId = "getDeploymentAttempts"), Tags("Read tables")]
    public static Task<Ok<Page<DeploymentAttempt>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("deployment_attempt", "task_runs", Parts = ["deployment_attempt_of_task", "deployment_attempt_of_pipeline", "deployment_attempt_of_tool"])]
    public sealed record Query : ListQuery<Query, DeploymentAttempt>
    {
        public string? Environment { get; set; }

        public string? Service { get; set; }

        public string? Name { get; set; }
    }
}

/// <summary>A deployment that was tried. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the row.</param>
/// <param name="ToldBy">taskrun, pipelinerun or custom: by what kind of events.</param>
/// <param name="SubjectId">Id of the run, or of the tool's own subject.</param>
/// <param name="Source">Who told of it.</param>
/// <param name="Name">Name of the task or pipeline, or the tool's own type.</param>
/// <param name="Environment">Id of the environment, where the event says it; runs do not.</param>
/// <param name="Service">Id of the service, where the event says it; runs do not.</param>
/// <param name="ArtifactId">The artifact, where the event says it; runs do not.</param>
/// <param name="Outcome">queued, running, or how it ended: success, failure, cancel, error, skipped or unknown.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Url">Where more is to be seen.</param>
/// <param name="LastSeenAt">When the last that is known of it happened.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told last of it: <c>/events/{position}</c>.</param>
public sealed record DeploymentAttempt(
    string Id,
    string ToldBy,
    string SubjectId,
    string Source,
    string? Name,
    string? Environment,
    string? Service,
    string? ArtifactId,
    [Column("state")] string Outcome,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    string? Url,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
