namespace CdViz.Projections.Subjects;

/// <summary>One row for each environment.</summary>
/// <param name="SubjectId">Id of the environment.</param>
/// <param name="Source">Who told last of it: the source of the subject.</param>
/// <param name="Name">Its name, for people.</param>
/// <param name="Url">Where it can be reached. Check the scheme before you make a link of it.</param>
/// <param name="CreatedAt">When it was made last; null when nobody said so.</param>
/// <param name="ModifiedAt">When it was changed last; null when nobody said so.</param>
/// <param name="DeletedAt">When it was taken down; null while it is there.</param>
/// <param name="Position">Position in the log of the event that told last of it.</param>
public sealed record EnvironmentRow(
    string SubjectId,
    string Source,
    string? Name,
    string? Url,
    DateTime? CreatedAt,
    DateTime? ModifiedAt,
    DateTime? DeletedAt,
    long Position);

/// <summary>Which environments there are, and were, whichever tool reported them.</summary>
public sealed class Environments : Fold<EnvironmentRow>
{
    /// <inheritdoc/>
    public override string Name => "environments";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("environment");

    /// <inheritdoc/>
    public override string Table => "environment";

    /// <inheritdoc/>
    public override KeySpan Span => KeySpan.Subject;

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.Stream.SubjectId;

    /// <inheritdoc/>
    public override EnvironmentRow Evolve(EnvironmentRow? row, RecordedEvent e)
    {
        var known = row ?? new(e.Stream.SubjectId, "", null, null, null, null, null, 0);
        var environment = known with { Source = e.Stream.SubjectSource, Position = e.Position };
        return e.Data switch
        {
            EnvironmentCreated made => environment with
            {
                Name = made.Name ?? known.Name,
                Url = made.Uri ?? known.Url,
                CreatedAt = e.OccurredAt,
                DeletedAt = null,
            },
            EnvironmentModified changed => environment with { Name = changed.Name ?? known.Name, Url = changed.Uri ?? known.Url, ModifiedAt = e.OccurredAt },
            EnvironmentDeleted gone => environment with { Name = gone.Name ?? known.Name, DeletedAt = e.OccurredAt },
            _ => throw new NotSupportedException(e.Type.Alias),
        };
    }
}
