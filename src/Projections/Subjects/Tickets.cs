using System.Text.Json;

namespace CdViz.Projections.Subjects;

/// <summary>One row for each ticket.</summary>
/// <param name="SubjectId">Id of the ticket.</param>
/// <param name="Source">Who keeps it: the source of the subject.</param>
/// <param name="Summary">What it is about, in a line.</param>
/// <param name="TicketType">Such as bug, enhancement, incident, task or question.</param>
/// <param name="TicketGroup">The group it is filed under.</param>
/// <param name="Creator">Who opened it.</param>
/// <param name="Assignees">Who works on it. A JSON array.</param>
/// <param name="Priority">Such as low, medium or high.</param>
/// <param name="Labels">Its labels. A JSON array.</param>
/// <param name="Milestone">The milestone it belongs to.</param>
/// <param name="Uri">Where it can be looked at. Check the scheme before you make a link of it.</param>
/// <param name="Resolution">How it was closed: completed, withdrawn, duplicate …; null while it is open.</param>
/// <param name="UpdatedBy">Who changed it last.</param>
/// <param name="CreatedAt">When it was opened first; null when nobody said so.</param>
/// <param name="UpdatedAt">When it was changed last; null when nobody said so.</param>
/// <param name="ClosedAt">When it was closed; null while it is open, or when nobody said so.</param>
/// <param name="ReopenedAt">When it was opened again last; null when it never was.</param>
/// <param name="TimesReopened">How often it was opened again.</param>
/// <param name="ChainId">Chain of the last event that named one; null when none did.</param>
/// <param name="Position">Position in the log of the event that told last of it.</param>
public sealed record TicketRow(
    string SubjectId,
    string Source,
    string? Summary = null,
    string? TicketType = null,
    string? TicketGroup = null,
    string? Creator = null,
    string? Assignees = null,
    string? Priority = null,
    string? Labels = null,
    string? Milestone = null,
    string? Uri = null,
    string? Resolution = null,
    string? UpdatedBy = null,
    DateTime? CreatedAt = null,
    DateTime? UpdatedAt = null,
    DateTime? ClosedAt = null,
    DateTime? ReopenedAt = null,
    int TimesReopened = 0,
    string? ChainId = null,
    long Position = 0);

/// <summary>How tickets went.</summary>
public sealed class Tickets : Fold<TicketRow>
{
    /// <inheritdoc/>
    public override string Name => "tickets";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("ticket");

    /// <inheritdoc/>
    public override string Table => "ticket";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.StreamName;

    /// <inheritdoc/>
    public override TicketRow Evolve(TicketRow? row, RecordedEvent e)
    {
        var known = row ?? new TicketRow(e.Stream.SubjectId, e.Stream.SubjectSource);
        var ticket = known with { ChainId = e.ChainId ?? known.ChainId, Position = e.Position };
        return e.Data switch
        {
            TicketCreated made => Opened(ticket, e) with
            {
                Summary = made.Summary ?? known.Summary,
                TicketType = made.TicketType ?? known.TicketType,
                TicketGroup = made.Group ?? known.TicketGroup,
                Creator = made.Creator ?? known.Creator,
                Assignees = Json(made.Assignees) ?? known.Assignees,
                Priority = made.Priority ?? known.Priority,
                Labels = Json(made.Labels) ?? known.Labels,
                Milestone = made.Milestone ?? known.Milestone,
                Uri = made.Uri ?? known.Uri,
            },
            TicketUpdated changed => ticket with
            {
                Summary = changed.Summary ?? known.Summary,
                TicketType = changed.TicketType ?? known.TicketType,
                TicketGroup = changed.Group ?? known.TicketGroup,
                Creator = changed.Creator ?? known.Creator,
                Assignees = Json(changed.Assignees) ?? known.Assignees,
                Priority = changed.Priority ?? known.Priority,
                Labels = Json(changed.Labels) ?? known.Labels,
                Milestone = changed.Milestone ?? known.Milestone,
                Uri = changed.Uri ?? known.Uri,
                UpdatedBy = changed.UpdatedBy ?? known.UpdatedBy,
                UpdatedAt = e.OccurredAt,
            },
            TicketClosed closed => ticket with
            {
                Summary = closed.Summary ?? known.Summary,
                TicketType = closed.TicketType ?? known.TicketType,
                TicketGroup = closed.Group ?? known.TicketGroup,
                Creator = closed.Creator ?? known.Creator,
                Assignees = Json(closed.Assignees) ?? known.Assignees,
                Priority = closed.Priority ?? known.Priority,
                Labels = Json(closed.Labels) ?? known.Labels,
                Milestone = closed.Milestone ?? known.Milestone,
                Uri = closed.Uri ?? known.Uri,
                Resolution = closed.Resolution ?? known.Resolution,
                UpdatedBy = closed.UpdatedBy ?? known.UpdatedBy,
                ClosedAt = e.OccurredAt,
            },
            _ => throw new NotSupportedException(e.Type.Alias),
        };
    }

    // No event says that a ticket was opened again; trackers send another 'created'. An update after the end may be a mere remark.
    private static TicketRow Opened(TicketRow ticket, RecordedEvent e) => ticket.ClosedAt is null
        ? ticket with { CreatedAt = ticket.CreatedAt ?? e.OccurredAt }
        : ticket with { ClosedAt = null, Resolution = null, ReopenedAt = e.OccurredAt, TimesReopened = ticket.TimesReopened + 1 };

    private static string? Json(TextList? texts) => texts is null ? null : JsonSerializer.Serialize(texts);
}
