namespace CdViz.Projections;

/// <summary>One attempt of a test case run or a test suite run. Times are the events' own, UTC.</summary>
/// <param name="Kind"><c>case</c> or <c>suite</c>.</param>
/// <param name="SubjectId">Id of the run.</param>
/// <param name="Source">Who runs it: the subject's source.</param>
/// <param name="Attempt">1 for the first; higher when the run's id was used again.</param>
/// <param name="TestId">Id of the test case or suite.</param>
/// <param name="Name">Its name; its id where it has none.</param>
/// <param name="TestVersion">Its version.</param>
/// <param name="TestType">What sort of test a case is: unit, integration …</param>
/// <param name="SuiteRunId">The suite run that a case run belongs to.</param>
/// <param name="Environment">Id of the environment it ran in.</param>
/// <param name="Url">Where the test can be looked at.</param>
/// <param name="QueuedAt">When it was first queued.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished or was skipped; null while it runs, or when nobody said so.</param>
/// <param name="Outcome">success, failure, cancel, error or skipped.</param>
/// <param name="OutcomeRaw">The sender's own word for the outcome; null for a skipped one.</param>
/// <param name="Severity">How bad a failure is, as the sender says.</param>
/// <param name="Reason">Why it failed or was skipped.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">The event that told most lately of it.</param>
public sealed record TestRunRow(
    string Kind,
    string SubjectId,
    string Source,
    int Attempt,
    string? TestId,
    string? Name,
    string? TestVersion,
    string? TestType,
    string? SuiteRunId,
    string? Environment,
    string? Url,
    DateTime? QueuedAt,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    string? Outcome,
    string? OutcomeRaw,
    string? Severity,
    string? Reason,
    string? ChainId,
    long Position);
