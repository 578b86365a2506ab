namespace CdViz.Projections;

/// <summary>The steps of a run's life.</summary>
internal enum RunStep
{
    Queued,
    Started,
    Finished,
}

/// <summary>When an event of a run belongs to another attempt than the one before it. CDEvents has no attempt number; ids are used again.</summary>
internal static class RunLife
{
    /// <summary>
    /// True when a step begins the next attempt: an attempt ends with its finish, whatever follows is another (but for the same finish told twice);
    /// a run that has started can't be queued or start again.
    /// </summary>
    public static bool BeginsNext(RunStep step, DateTime at, DateTime? startedAt, DateTime? finishedAt) =>
        finishedAt is { } finished ? step is not RunStep.Finished || at != finished :
        startedAt is not null && step is not RunStep.Finished;
}
