namespace CdViz.Projections.Subjects;

/// <summary>One attempt of a task run. Times are the events' own, UTC.</summary>
/// <param name="SubjectId">Id of the run.</param>
/// <param name="Source">Who runs it: the subject's source.</param>
/// <param name="Attempt">1 for the first; higher when the run's id was used again.</param>
/// <param name="Name">The task's name.</param>
/// <param name="Url">Where the run can be looked at.</param>
/// <param name="PipelineRunId">Id of the pipeline run it is a part of.</param>
/// <param name="PipelineRunSource">Source of that pipeline run; null when it is not said, and then the same as its own.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished; null while it runs, or when nobody said so.</param>
/// <param name="Outcome">success, failure, cancel or error; see <see cref="Domain.Outcome.Canonical"/>.</param>
/// <param name="OutcomeRaw">The sender's own word for the outcome.</param>
/// <param name="Errors">What went wrong.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">The event that told most lately of it.</param>
public sealed record TaskRunRow(
    string SubjectId,
    string Source,
    int Attempt,
    string? Name = null,
    string? Url = null,
    string? PipelineRunId = null,
    string? PipelineRunSource = null,
    DateTime? StartedAt = null,
    DateTime? FinishedAt = null,
    string? Outcome = null,
    string? OutcomeRaw = null,
    string? Errors = null,
    string? ChainId = null,
    long Position = 0);

/// <summary>How each task run went, attempt by attempt.</summary>
public sealed class TaskRuns(RunLife life) : Fold<TaskRunRow>
{
    /// <summary>With the usual tolerance.</summary>
    public TaskRuns() : this(RunLife.Usual)
    {
    }

    /// <inheritdoc/>
    public override string Name => "task_runs";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("taskrun");

    /// <inheritdoc/>
    public override string Table => "taskrun_attempt";

    /// <inheritdoc/>
    public override string Settings => $"{life.Tolerance}";

    /// <inheritdoc/>
    public override Overlap<TaskRunRow> Overlap { get; } = life.Overlap<TaskRunRow>(StepOf, Times, row => row.Attempt);

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.Data is TaskRunStarted or TaskRunFinished ? e.StreamName : null;

    /// <inheritdoc/>
    public override int Ordinal(TaskRunRow row) => row.Attempt;

    /// <inheritdoc/>
    public override TaskRunRow Evolve(TaskRunRow? row, RecordedEvent e) => e.Data switch
    {
        TaskRunStarted started => Attempt(row, e, RunStep.Started, started.TaskName, started.Uri, started.PipelineRun) switch
        {
            var run => run with { StartedAt = run.StartedAt ?? e.OccurredAt },
        },
        TaskRunFinished finished => Attempt(row, e, RunStep.Finished, finished.TaskName, finished.Uri, finished.PipelineRun, finished.Outcome?.Canonical) switch
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

    private TaskRunRow Attempt(
        TaskRunRow? row, RecordedEvent e, RunStep step, string? name, string? url, Reference? pipelineRun, string? outcome = null)
    {
        var run = row is null || life.BeginsNext(step, e.OccurredAt, Times(row), outcome)
            ? new TaskRunRow(
                e.Stream.SubjectId, e.Stream.SubjectSource, (row?.Attempt ?? 0) + 1, row?.Name, PipelineRunId: row?.PipelineRunId, PipelineRunSource: row?.PipelineRunSource)
            : row;
        return run with
        {
            Name = name ?? run.Name,
            Url = url ?? run.Url,
            PipelineRunId = pipelineRun is null ? run.PipelineRunId : pipelineRun.Id,
            PipelineRunSource = pipelineRun is null ? run.PipelineRunSource : pipelineRun.Source,
            ChainId = e.ChainId ?? run.ChainId,
            Position = e.Position,
        };
    }

    private static RunStep StepOf(RecordedEvent e) => e.Data is TaskRunStarted ? RunStep.Started : RunStep.Finished;

    private static RunTimes Times(TaskRunRow row) => new(null, row.StartedAt, row.FinishedAt, row.Outcome);
}
