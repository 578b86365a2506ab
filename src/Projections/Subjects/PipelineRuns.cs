namespace CdViz.Projections.Subjects;

/// <summary>One attempt of a pipeline run. Times are the events' own, UTC.</summary>
/// <param name="SubjectId">Id of the run.</param>
/// <param name="Source">Who runs it: the subject's source.</param>
/// <param name="Attempt">1 for the first; higher when the run's id was used again.</param>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Url">Where the run can be looked at.</param>
/// <param name="QueuedAt">When it was first queued.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished; null while it runs, or when nobody said so.</param>
/// <param name="Outcome">success, failure, cancel or error; see <see cref="Domain.Outcome.Canonical"/>.</param>
/// <param name="OutcomeRaw">The sender's own word for the outcome.</param>
/// <param name="Errors">What went wrong.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">The event that told most lately of it.</param>
public sealed record PipelineRunRow(
    string SubjectId,
    string Source,
    int Attempt,
    string? Name = null,
    string? Url = null,
    DateTime? QueuedAt = null,
    DateTime? StartedAt = null,
    DateTime? FinishedAt = null,
    string? Outcome = null,
    string? OutcomeRaw = null,
    string? Errors = null,
    string? ChainId = null,
    long Position = 0);

/// <summary>How each pipeline run went, attempt by attempt.</summary>
public sealed class PipelineRuns(RunLife life) : Fold<PipelineRunRow>
{
    /// <summary>With the usual tolerance.</summary>
    public PipelineRuns() : this(RunLife.Usual)
    {
    }

    /// <inheritdoc/>
    public override string Name => "pipeline_runs";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("pipelinerun");

    /// <inheritdoc/>
    public override string Table => "pipelinerun_attempt";

    /// <inheritdoc/>
    public override string Settings => $"{life.Tolerance}";

    /// <inheritdoc/>
    public override Overlap<PipelineRunRow> Overlap { get; } = life.Overlap<PipelineRunRow>(StepOf, Times, row => row.Attempt);

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.Data is PipelineRunQueued or PipelineRunStarted or PipelineRunFinished ? e.StreamName : null;

    /// <inheritdoc/>
    public override int Ordinal(PipelineRunRow row) => row.Attempt;

    /// <inheritdoc/>
    public override PipelineRunRow Evolve(PipelineRunRow? row, RecordedEvent e) => e.Data switch
    {
        PipelineRunQueued queued => Attempt(row, e, RunStep.Queued, queued.PipelineName, queued.Uri) switch
        {
            var run => run with { QueuedAt = run.QueuedAt ?? e.OccurredAt },
        },
        PipelineRunStarted started => Attempt(row, e, RunStep.Started, started.PipelineName, started.Uri) switch
        {
            var run => run with { StartedAt = run.StartedAt ?? e.OccurredAt },
        },
        PipelineRunFinished finished => Attempt(row, e, RunStep.Finished, finished.PipelineName, finished.Uri, finished.Outcome?.Canonical) switch
        {
            var run => run with
            {
                FinishedAt = run.FinishedAt ?? e.OccurredAt,
                Outcome = finished.Outcome?.Canonical ?? run.Outcome,
                OutcomeRaw = finished.Outcome?.Raw ?? run.OutcomeRaw,
                Errors = finished.Errors ?? run.Errors,
            },
        },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private PipelineRunRow Attempt(PipelineRunRow? row, RecordedEvent e, RunStep step, string? name, string? url, string? outcome = null)
    {
        var run = row is null || life.BeginsNext(step, e.OccurredAt, Times(row), outcome)
            ? new PipelineRunRow(e.Stream.SubjectId, e.Stream.SubjectSource, (row?.Attempt ?? 0) + 1, row?.Name)
            : row;
        return run with { Name = name ?? run.Name, Url = url ?? run.Url, ChainId = e.ChainId ?? run.ChainId, Position = e.Position };
    }

    private static RunStep StepOf(RecordedEvent e) => e.Data switch { PipelineRunQueued => RunStep.Queued, PipelineRunStarted => RunStep.Started, _ => RunStep.Finished };

    private static RunTimes Times(PipelineRunRow row) => new(row.QueuedAt, row.StartedAt, row.FinishedAt, row.Outcome);
}
