using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /incidents</c>: how incidents went.</summary>
public static class IncidentEndpoint
{
    /// <summary>How incidents went</summary>
    /// <remarks>
    /// One item for each occurrence, the latest first. The time of an incident, for 'from' and 'to', is when the last that is known of it happened.
    /// </remarks>
    [WolverineGet("/incidents", OperationId = "getIncidents"), Tags("Read tables")]
    public static Task<Ok<Page<Incident>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("incident", "delivery")]
    public sealed record Query : ListQuery<Query, Incident>
    {
        public string? Environment { get; set; }

        public string? Service { get; set; }

        [Column("state"), Words("open", "resolved")]
        public string? Outcome { get; set; }

        public string? Source { get; set; }
    }
}

/// <summary>An occurrence of an incident. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the row.</param>
/// <param name="SubjectId">Id of the incident.</param>
/// <param name="Source">Who told of it.</param>
/// <param name="Occurrence">1 for the first; higher when it was detected again after it was over.</param>
/// <param name="Description">What happens.</param>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ArtifactId">The artifact, as reported.</param>
/// <param name="TicketUri">The ticket it was reported as.</param>
/// <param name="Outcome">open or resolved.</param>
/// <param name="DetectedAt">When it was detected first.</param>
/// <param name="ReportedAt">When it got a ticket.</param>
/// <param name="ResolvedAt">When it was over.</param>
/// <param name="ResolveSeconds">Seconds from detection, or else report, to the end.</param>
/// <param name="Skewed">True when the end is stamped before the beginning: clocks differ, and how long it took is not known.</param>
/// <param name="LastSeenAt">When the last that is known of it happened.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told last of it: <c>/events/{position}</c>.</param>
public sealed record Incident(
    string Id,
    string SubjectId,
    string Source,
    int Occurrence,
    string? Description,
    string? Environment,
    string? Service,
    string? ArtifactId,
    string? TicketUri,
    [Column("state")] string Outcome,
    DateTime? DetectedAt,
    DateTime? ReportedAt,
    DateTime? ResolvedAt,
    [Column("time_to_resolve")] double? ResolveSeconds,
    bool Skewed,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
