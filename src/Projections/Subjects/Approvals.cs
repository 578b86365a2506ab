namespace CdViz.Projections.Subjects;

/// <summary>One row for each approval.</summary>
/// <param name="SubjectId">Id of the approval.</param>
/// <param name="Source">Who keeps it: the source of the subject.</param>
/// <param name="DetailsUrl">Where the approval is described. Check the scheme before you make a link of it.</param>
/// <param name="ResourceUrl">What is to be approved. Check the scheme before you make a link of it.</param>
/// <param name="Requestor">Who asks.</param>
/// <param name="Responder">Who answered last.</param>
/// <param name="Decision">The last answer: approved, rejected, escalated, delegate, deferred or requestChanges.</param>
/// <param name="Status">How it ended: approved, rejected, cancelled or expired; null while it is open.</param>
/// <param name="CreatedAt">When it was asked for last; null when nobody said so.</param>
/// <param name="UpdatedAt">When it was answered last without an end; null when nobody said so.</param>
/// <param name="ClosedAt">When it ended; null while it is open, or when nobody said so.</param>
/// <param name="ChainId">Chain of the last event that named one; null when none did.</param>
/// <param name="Position">Position in the log of the event that told last of it.</param>
public sealed record ApprovalRow(
    string SubjectId,
    string Source,
    string? DetailsUrl = null,
    string? ResourceUrl = null,
    string? Requestor = null,
    string? Responder = null,
    string? Decision = null,
    string? Status = null,
    DateTime? CreatedAt = null,
    DateTime? UpdatedAt = null,
    DateTime? ClosedAt = null,
    string? ChainId = null,
    long Position = 0);

/// <summary>How approvals went. Their events are those of the draft of the next release; admission takes them when it is told to.</summary>
public sealed class Approvals : Fold<ApprovalRow>
{
    /// <inheritdoc/>
    public override string Name => "approvals";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = [.. EventTypes.Drafts.Where(type => type.Subject is "approval")];

    /// <inheritdoc/>
    public override string Table => "approval";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.StreamName;

    /// <inheritdoc/>
    public override ApprovalRow Evolve(ApprovalRow? row, RecordedEvent e) => e.Data switch
    {
        ApprovalCreated made => Told(row, e, made.ApprovalDetailsUrl, made.ResourceTargetUrl) switch
        {
            var approval => approval with
            {
                Requestor = made.Requestor ?? approval.Requestor,
                CreatedAt = e.OccurredAt,
                ClosedAt = null,
                Status = null,
                Decision = null,
            },
        },
        ApprovalUpdated answered => Told(row, e, answered.ApprovalDetailsUrl, answered.ResourceTargetUrl) switch
        {
            var approval => approval with
            {
                Responder = answered.Responder ?? approval.Responder,
                Decision = answered.Decision ?? approval.Decision,
                UpdatedAt = e.OccurredAt,
            },
        },
        ApprovalClosed closed => Told(row, e, closed.ApprovalDetailsUrl, closed.ResourceTargetUrl) switch
        {
            var approval => approval with
            {
                Responder = closed.Responder ?? approval.Responder,
                Decision = closed.Decision ?? approval.Decision,
                Status = closed.Status ?? approval.Status,
                ClosedAt = e.OccurredAt,
            },
        },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private static ApprovalRow Told(ApprovalRow? row, RecordedEvent e, string? details, string? resource)
    {
        var known = row ?? new ApprovalRow(e.Stream.SubjectId, e.Stream.SubjectSource);
        return known with
        {
            DetailsUrl = details ?? known.DetailsUrl,
            ResourceUrl = resource ?? known.ResourceUrl,
            ChainId = e.ChainId ?? known.ChainId,
            Position = e.Position,
        };
    }
}
