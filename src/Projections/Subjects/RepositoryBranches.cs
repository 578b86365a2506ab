namespace CdViz.Projections.Subjects;

/// <summary>One row for each branch of a repository.</summary>
/// <param name="SubjectId">Id of the branch.</param>
/// <param name="Source">Who keeps it: the source of the subject.</param>
/// <param name="Repository">Id of the repository it belongs to; null when the events name none.</param>
/// <param name="CreatedAt">When it was made last; null when nobody said so.</param>
/// <param name="DeletedAt">When it was deleted; null while it is there.</param>
/// <param name="ChainId">Chain of the last event that named one; null when none did.</param>
/// <param name="Position">Position in the log of the event that told last of it.</param>
public sealed record RepositoryBranchRow(
    string SubjectId,
    string Source,
    string? Repository,
    DateTime? CreatedAt,
    DateTime? DeletedAt,
    string? ChainId,
    long Position);

/// <summary>Which branches there are, and were, repository by repository.</summary>
public sealed class RepositoryBranches : Fold<RepositoryBranchRow>
{
    /// <inheritdoc/>
    public override string Name => "repository_branches";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("branch");

    /// <inheritdoc/>
    public override string Table => "branch";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => Repository(e.Data) is { } repository ? CompositeKey.OfDigest(repository.Id, e.StreamName) : e.StreamName;

    /// <inheritdoc/>
    public override RepositoryBranchRow Evolve(RepositoryBranchRow? row, RecordedEvent e)
    {
        var known = row ?? new(e.Stream.SubjectId, e.Stream.SubjectSource, Repository(e.Data)?.Id, null, null, null, 0);
        var branch = known with { ChainId = e.ChainId ?? known.ChainId, Position = e.Position };
        return e.Data switch
        {
            BranchCreated => branch with { CreatedAt = e.OccurredAt, DeletedAt = null },
            BranchDeleted => branch with { DeletedAt = e.OccurredAt },
            _ => throw new NotSupportedException(e.Type.Alias),
        };
    }

    private static Reference? Repository(SubjectContent data) => data switch
    {
        BranchCreated made => made.Repository,
        BranchDeleted gone => gone.Repository,
        _ => null,
    };
}
