using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /tickets</c>: how tickets went.</summary>
public static class TicketEndpoint
{
    /// <summary>How tickets went</summary>
    /// <remarks>One item for each ticket, the latest first. The time of a ticket, for 'from' and 'to', is when the last that is known of it happened.</remarks>
    [WolverineGet("/tickets", OperationId = "getTickets"), Tags("Read tables")]
    public static Task<Ok<Page<Ticket>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("ticket", "tickets")]
    public sealed record Query : ListQuery<Query, Ticket>
    {
        [Column("state"), Words("open", "closed")]
        public string? Outcome { get; set; }

        public string? Source { get; set; }
    }
}

/// <summary>A ticket. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the row.</param>
/// <param name="SubjectId">Id of the ticket.</param>
/// <param name="Source">Who told of it.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="TicketType">Such as bug or task.</param>
/// <param name="TicketGroup">The group it is filed under.</param>
/// <param name="Creator">Who opened it.</param>
/// <param name="Assignees">Who works on it.</param>
/// <param name="Priority">Such as low, medium or high.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Milestone">The milestone it belongs to.</param>
/// <param name="Uri">Where it can be looked at.</param>
/// <param name="Outcome">open or closed.</param>
/// <param name="Resolution">How it was closed.</param>
/// <param name="CreatedAt">When it was opened first.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="ClosedAt">When it was closed.</param>
/// <param name="TimesReopened">How often it was opened again.</param>
/// <param name="CloseSeconds">Seconds from opened first to closed.</param>
/// <param name="LastSeenAt">When the last that is known of it happened.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told last of it: <c>/events/{position}</c>.</param>
public sealed record Ticket(
    string Id,
    string SubjectId,
    string Source,
    string? Summary,
    string? TicketType,
    string? TicketGroup,
    string? Creator,
    string[]? Assignees,
    string? Priority,
    string[]? Labels,
    string? Milestone,
    string? Uri,
    [Column("state")] string Outcome,
    string? Resolution,
    DateTime? CreatedAt,
    DateTime? UpdatedAt,
    DateTime? ClosedAt,
    int TimesReopened,
    [Column("time_to_close")] double? CloseSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
