namespace CdViz.Projections;

/// <summary>The steps of a run's life.</summary>
internal enum RunStep
{
    Queued,
    Started,
    Finished,
}

/// <summary>What is known of an attempt of a run.</summary>
internal readonly record struct RunTimes(DateTime? QueuedAt, DateTime? StartedAt, DateTime? FinishedAt, string? Outcome);

/// <summary>
/// When an event of a run belongs to another attempt than the one before it. CDEvents has no attempt number; ids are used again, steps are told twice, and
/// the clocks of the machines of one system differ a little.
/// </summary>
/// <param name="Tolerance">By how much clocks may differ; what is told twice is told twice within it.</param>
public sealed record RunLife(TimeSpan Tolerance)
{
    /// <summary>With the tolerance where none is set: five seconds.</summary>
    public static RunLife Usual { get; } = new(TimeSpan.FromSeconds(5));

    /// <summary>
    /// True when a step, not before any that is known, begins the next attempt. An attempt ends with its finish: what follows is another, but for the same
    /// finish told twice, and for a step that is missing yet and comes within the tolerance. A run that has started can't be queued or start again, but for
    /// the same told twice or a queueing that is missing yet, within the tolerance.
    /// </summary>
    internal bool BeginsNext(RunStep step, DateTime at, RunTimes run, string? outcome = null) => (step, run) switch
    {
        (RunStep.Finished, { FinishedAt: { } finished }) => !Near(finished, at) || (outcome is not null && run.Outcome is not null && outcome != run.Outcome),
        (RunStep.Started, { FinishedAt: { } finished }) => run.StartedAt is not null || !Near(finished, at),
        (RunStep.Queued, { FinishedAt: { } finished }) => run.StartedAt is not null || run.QueuedAt is not null || !Near(finished, at),
        (RunStep.Started, { StartedAt: { } started }) => !Near(started, at),
        (RunStep.Queued, { StartedAt: { } started }) => !Near(run.QueuedAt ?? started, at),
        _ => false,
    };

    /// <summary>Retries whose start is told before the finish of the attempt before, because a clock is late or ticks in whole seconds.</summary>
    /// <param name="step">Which step of a run an event is.</param>
    /// <param name="times">What a row knows.</param>
    /// <param name="attempt">The attempt that a row is of.</param>
    internal Overlap<TRow> Overlap<TRow>(Func<Domain.RecordedEvent, RunStep> step, Func<TRow, RunTimes> times, Func<TRow, int> attempt) => new(
        Tolerance,
        Opens: (row, e) => times(row) is { FinishedAt: null, StartedAt: not null } run && BeginsNext(step(e), e.OccurredAt, run),
        Ends: e => step(e) is RunStep.Finished,
        MayHaveOpened: row => attempt(row) > 1);

    private bool Near(DateTime one, DateTime other) => other - one <= Tolerance;
}
