using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /builds</c>: how builds went.</summary>
public static class BuildEndpoint
{
    /// <summary>How builds went</summary>
    /// <remarks>
    /// One item for each attempt, the latest first. The time of a build, for 'from' and 'to', is when it finished, or else started, or else was queued.
    /// </remarks>
    [WolverineGet("/builds", OperationId = "getBuilds"), Tags("Read tables")]
    public static Task<Ok<Page<Build>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("build", "builds")]
    public sealed record Query : ListQuery<Query, Build>
    {
        public string? ArtifactId { get; set; }

        public string? Source { get; set; }
    }
}

/// <summary>One attempt of a build; CDEvents gives builds no outcome. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the attempt.</param>
/// <param name="SubjectId">Id of the build.</param>
/// <param name="Source">Who builds.</param>
/// <param name="Attempt">1 for the first; higher when the build's id was used again.</param>
/// <param name="ArtifactId">What came of it, as reported (a purl).</param>
/// <param name="QueuedAt">When it was first queued.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished.</param>
/// <param name="QueueSeconds">Seconds from queued to started.</param>
/// <param name="DurationSeconds">Seconds from started to finished.</param>
/// <param name="LastSeenAt">When it finished, or else started, or else was queued.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told most lately of it: <c>/events/{position}</c>.</param>
public sealed record Build(
    string Id,
    string SubjectId,
    string Source,
    int Attempt,
    string? ArtifactId,
    DateTime? QueuedAt,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    [Column("queue_time")] double? QueueSeconds,
    [Column("duration")] double? DurationSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
