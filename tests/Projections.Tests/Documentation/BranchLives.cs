namespace CdViz.Projections.Subjects;

/// <summary>A branch of a repository.</summary>
public sealed record BranchLifeRow(string SubjectId, string Source, string? Repository, DateTime? CreatedAt, DateTime? DeletedAt, long Position);

/// <summary>Which branches there are, and were.</summary>
public sealed class BranchLives : Fold<BranchLifeRow>
{
    public override string Name => "branch_lives";

    public override int Version => 1;

    public override Lifecycle Lifecycle => Lifecycle.Async;

    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("branch");

    public override string Table => "branch_life";

    public override string? Key(RecordedEvent e) => e.StreamName;

    public override BranchLifeRow Evolve(BranchLifeRow? row, RecordedEvent e)
    {
        var branch = (row ?? new(e.Stream.SubjectId, e.Stream.SubjectSource, null, null, null, 0)) with { Position = e.Position };
        return e.Data switch
        {
            BranchCreated created => branch with { Repository = created.Repository?.Id, CreatedAt = e.OccurredAt, DeletedAt = null },
            BranchDeleted deleted => branch with { Repository = deleted.Repository?.Id ?? branch.Repository, DeletedAt = e.OccurredAt },
            _ => throw new NotSupportedException(e.Type.Alias),
        };
    }
}
