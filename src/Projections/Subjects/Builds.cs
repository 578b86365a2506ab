namespace CdViz.Projections.Subjects;

/// <summary>One attempt of a build. Times are the events' own, UTC.</summary>
/// <param name="SubjectId">Id of the build.</param>
/// <param name="Source">Who builds: the subject's source.</param>
/// <param name="Attempt">1 for the first; higher when the build's id was used again.</param>
/// <param name="ArtifactId">What came of it, as reported (a purl).</param>
/// <param name="QueuedAt">When it was first queued.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished; null while it runs, or when nobody said so.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">The event that told most lately of it.</param>
public sealed record BuildRow(
    string SubjectId,
    string Source,
    int Attempt,
    string? ArtifactId = null,
    DateTime? QueuedAt = null,
    DateTime? StartedAt = null,
    DateTime? FinishedAt = null,
    string? ChainId = null,
    long Position = 0);

/// <summary>How each build went, attempt by attempt. CDEvents gives builds no outcome.</summary>
public sealed class Builds(RunLife life) : Fold<BuildRow>
{
    /// <summary>With the usual tolerance.</summary>
    public Builds() : this(RunLife.Usual)
    {
    }

    /// <inheritdoc/>
    public override string Name => "builds";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("build");

    /// <inheritdoc/>
    public override string Table => "build_attempt";

    /// <inheritdoc/>
    public override string Settings => $"{life.Tolerance}";

    /// <inheritdoc/>
    public override Overlap<BuildRow> Overlap { get; } = life.Overlap<BuildRow>(StepOf, Times, row => row.Attempt);

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.Data is BuildQueued or BuildStarted or BuildFinished ? e.StreamName : null;

    /// <inheritdoc/>
    public override int Ordinal(BuildRow row) => row.Attempt;

    /// <inheritdoc/>
    public override BuildRow Evolve(BuildRow? row, RecordedEvent e) => e.Data switch
    {
        BuildQueued => Attempt(row, e, RunStep.Queued) switch { var build => build with { QueuedAt = build.QueuedAt ?? e.OccurredAt } },
        BuildStarted => Attempt(row, e, RunStep.Started) switch { var build => build with { StartedAt = build.StartedAt ?? e.OccurredAt } },
        BuildFinished finished => Attempt(row, e, RunStep.Finished) switch
        {
            var build => build with { FinishedAt = build.FinishedAt ?? e.OccurredAt, ArtifactId = finished.ArtifactId ?? build.ArtifactId },
        },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private BuildRow Attempt(BuildRow? row, RecordedEvent e, RunStep step)
    {
        var build = row is null || life.BeginsNext(step, e.OccurredAt, Times(row))
            ? new BuildRow(e.Stream.SubjectId, e.Stream.SubjectSource, (row?.Attempt ?? 0) + 1)
            : row;
        return build with { ChainId = e.ChainId ?? build.ChainId, Position = e.Position };
    }

    private static RunStep StepOf(RecordedEvent e) => e.Data switch { BuildQueued => RunStep.Queued, BuildStarted => RunStep.Started, _ => RunStep.Finished };

    private static RunTimes Times(BuildRow row) => new(row.QueuedAt, row.StartedAt, row.FinishedAt, null);
}
