namespace CdViz.Projections.Subjects;

/// <summary>One row for each change.</summary>
/// <param name="SubjectId">Id of the change.</param>
/// <param name="Source">Who keeps it: the source of the subject.</param>
/// <param name="Repository">Id of the repository it belongs to.</param>
/// <param name="Description">What it is about.</param>
/// <param name="State">open, merged or abandoned, as far as was said.</param>
/// <param name="CreatedAt">When it was proposed first; null when nobody said so.</param>
/// <param name="UpdatedAt">When it got new commits or another description last; null when nobody said so.</param>
/// <param name="FirstReviewedAt">When it was reviewed first; null when nobody said so.</param>
/// <param name="ReviewedAt">When it was reviewed last; null when nobody said so.</param>
/// <param name="Reviews">How many reviews were reported.</param>
/// <param name="MergedAt">When it went into its target branch; null when it did not, or nobody said so.</param>
/// <param name="AbandonedAt">When it was given up; null when it was not, or was taken up again.</param>
/// <param name="ChainId">Chain of the last event that named one; null when none did.</param>
/// <param name="Position">Position in the log of the event that told last of it.</param>
public sealed record ChangeRow(
    string SubjectId,
    string Source,
    string? Repository = null,
    string? Description = null,
    string State = "open",
    DateTime? CreatedAt = null,
    DateTime? UpdatedAt = null,
    DateTime? FirstReviewedAt = null,
    DateTime? ReviewedAt = null,
    int Reviews = 0,
    DateTime? MergedAt = null,
    DateTime? AbandonedAt = null,
    string? ChainId = null,
    long Position = 0);

/// <summary>How changes went from proposal to merge.</summary>
public sealed class Changes : Fold<ChangeRow>
{
    /// <inheritdoc/>
    public override string Name => "changes";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("change");

    /// <inheritdoc/>
    public override string Table => "change";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.StreamName;

    /// <inheritdoc/>
    public override ChangeRow Evolve(ChangeRow? row, RecordedEvent e) => e.Data switch
    {
        // Proposed again, it is open again.
        ChangeCreated made => Told(row, e, made.Repository) switch
        {
            var change => change with
            {
                Description = made.Description ?? change.Description,
                CreatedAt = change.CreatedAt ?? e.OccurredAt,
                State = "open",
                MergedAt = null,
                AbandonedAt = null,
            },
        },
        ChangeUpdated updated => Told(row, e, updated.Repository) with { UpdatedAt = e.OccurredAt },
        ChangeReviewed reviewed => Told(row, e, reviewed.Repository) switch
        {
            var change => change with { FirstReviewedAt = change.FirstReviewedAt ?? e.OccurredAt, ReviewedAt = e.OccurredAt, Reviews = change.Reviews + 1 },
        },
        ChangeMerged merged => Told(row, e, merged.Repository) switch
        {
            var change => change with { State = "merged", MergedAt = change.MergedAt ?? e.OccurredAt, AbandonedAt = null },
        },
        ChangeAbandoned abandoned => Told(row, e, abandoned.Repository) switch
        {
            { MergedAt: not null } change => change,
            var change => change with { State = "abandoned", AbandonedAt = change.AbandonedAt ?? e.OccurredAt },
        },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private static ChangeRow Told(ChangeRow? row, RecordedEvent e, Reference? repository)
    {
        var known = row ?? new ChangeRow(e.Stream.SubjectId, e.Stream.SubjectSource);
        return known with { Repository = repository?.Id ?? known.Repository, ChainId = e.ChainId ?? known.ChainId, Position = e.Position };
    }
}
