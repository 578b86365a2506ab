namespace CdViz.Projections.Subjects;

/// <summary>One row for each repository.</summary>
/// <param name="SubjectId">Id of the repository.</param>
/// <param name="Source">Who keeps it: the source of the subject.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Who owns it.</param>
/// <param name="Url">Where it can be cloned from. Check the scheme before you make a link of it.</param>
/// <param name="ViewUrl">Where people look at it. Check the scheme before you make a link of it.</param>
/// <param name="CreatedAt">When it was made last; null when nobody said so.</param>
/// <param name="ModifiedAt">When it was renamed, moved or given to another owner last; null when nobody said so.</param>
/// <param name="DeletedAt">When it was deleted; null while it is there.</param>
/// <param name="Position">Position in the log of the event that told last of it.</param>
public sealed record RepositoryRow(
    string SubjectId,
    string Source,
    string? Name = null,
    string? Owner = null,
    string? Url = null,
    string? ViewUrl = null,
    DateTime? CreatedAt = null,
    DateTime? ModifiedAt = null,
    DateTime? DeletedAt = null,
    long Position = 0);

/// <summary>Which repositories there are, and were.</summary>
public sealed class Repositories : Fold<RepositoryRow>
{
    /// <inheritdoc/>
    public override string Name => "repositories";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("repository");

    /// <inheritdoc/>
    public override string Table => "repository";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.StreamName;

    /// <inheritdoc/>
    public override RepositoryRow Evolve(RepositoryRow? row, RecordedEvent e) => e.Data switch
    {
        RepositoryCreated made => Told(row, e, made.Name, made.Owner, made.Uri, made.ViewUrl) with { CreatedAt = e.OccurredAt, DeletedAt = null },
        RepositoryModified changed => Told(row, e, changed.Name, changed.Owner, changed.Uri, changed.ViewUrl) with { ModifiedAt = e.OccurredAt },
        RepositoryDeleted gone => Told(row, e, gone.Name, gone.Owner, gone.Uri, gone.ViewUrl) with { DeletedAt = e.OccurredAt },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private static RepositoryRow Told(RepositoryRow? row, RecordedEvent e, string? name, string? owner, string? url, string? viewUrl)
    {
        var known = row ?? new RepositoryRow(e.Stream.SubjectId, e.Stream.SubjectSource);
        return known with
        {
            Name = name ?? known.Name,
            Owner = owner ?? known.Owner,
            Url = url ?? known.Url,
            ViewUrl = viewUrl ?? known.ViewUrl,
            Position = e.Position,
        };
    }
}
