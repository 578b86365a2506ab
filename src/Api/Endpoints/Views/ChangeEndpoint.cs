using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /changes</c>: how changes went.</summary>
public static class ChangeEndpoint
{
    /// <summary>How changes went</summary>
    /// <remarks>One item for each change, the latest first. The time of a change, for 'from' and 'to', is when the last that is known of it happened.</remarks>
    [WolverineGet("/changes", OperationId = "getChanges"), Tags("Read tables")]
    public static Task<Ok<Page<Change>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("change", "changes")]
    public sealed record Query : ListQuery<Query, Change>
    {
        public string? Repository { get; set; }

        [Column("state"), Words("open", "merged", "abandoned")]
        public string? Outcome { get; set; }

        public string? Source { get; set; }
    }
}

/// <summary>A change. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the row.</param>
/// <param name="SubjectId">Id of the change.</param>
/// <param name="Source">Who told of it.</param>
/// <param name="Repository">Id of the repository.</param>
/// <param name="Description">What it is about.</param>
/// <param name="Outcome">open, merged or abandoned.</param>
/// <param name="CreatedAt">When it was proposed first.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="FirstReviewedAt">When it was reviewed first.</param>
/// <param name="ReviewedAt">When it was reviewed last.</param>
/// <param name="Reviews">How many reviews were reported.</param>
/// <param name="MergedAt">When it was merged.</param>
/// <param name="AbandonedAt">When it was given up.</param>
/// <param name="MergeSeconds">Seconds from proposal to merge.</param>
/// <param name="LastSeenAt">When the last that is known of it happened.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told last of it: <c>/events/{position}</c>.</param>
public sealed record Change(
    string Id,
    string SubjectId,
    string Source,
    string? Repository,
    string? Description,
    [Column("state")] string Outcome,
    DateTime? CreatedAt,
    DateTime? UpdatedAt,
    DateTime? FirstReviewedAt,
    DateTime? ReviewedAt,
    int Reviews,
    DateTime? MergedAt,
    DateTime? AbandonedAt,
    [Column("time_to_merge")] double? MergeSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
