namespace CdViz.Projections.Subjects;

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
/// <param name="ArtifactId">The artifact that a case tested, as its finish names it.</param>
/// <param name="Tested">What a case tested: <c>artifact:</c> and its key, or else <c>chain:</c> and the chain; null where neither is known.</param>
public sealed record TestRunRow(
    string Kind,
    string SubjectId,
    string Source,
    int Attempt,
    string? TestId = null,
    string? Name = null,
    string? TestVersion = null,
    string? TestType = null,
    string? SuiteRunId = null,
    string? Environment = null,
    string? Url = null,
    DateTime? QueuedAt = null,
    DateTime? StartedAt = null,
    DateTime? FinishedAt = null,
    string? Outcome = null,
    string? OutcomeRaw = null,
    string? Severity = null,
    string? Reason = null,
    string? ChainId = null,
    long Position = 0,
    string? ArtifactId = null,
    string? Tested = null);

/// <summary>How test cases and test suites went; those that have ended are facts in a table ordered by time.</summary>
public sealed class TestOutcomes(RunLife life) : Fold<TestRunRow>
{
    /// <summary>With the usual tolerance.</summary>
    public TestOutcomes() : this(RunLife.Usual)
    {
    }

    /// <inheritdoc/>
    public override string Name => "test_outcomes";

    /// <inheritdoc/>
    public override int Version => 3;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = [.. EventTypes.OfSubject("testcaserun"), .. EventTypes.OfSubject("testsuiterun")];

    /// <inheritdoc/>
    public override string Table => "test_run";

    /// <inheritdoc/>
    public override FactTable<TestRunRow> Facts { get; } = new("test_outcome", "finished_at", row => row.FinishedAt);

    /// <inheritdoc/>
    public override string Settings => $"{life.Tolerance}";

    /// <inheritdoc/>
    public override Overlap<TestRunRow> Overlap { get; } = life.Overlap<TestRunRow>(StepOf, Times, row => row.Attempt);

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => Reads.Contains(e.Type) ? e.StreamName : null;

    /// <inheritdoc/>
    public override int Ordinal(TestRunRow row) => row.Attempt;

    /// <inheritdoc/>
    public override TestRunRow Evolve(TestRunRow? row, RecordedEvent e) => e.Data switch
    {
        TestCaseRunQueued queued => Queued(Of(Attempt(row, e, RunStep.Queued), queued.TestCase, queued.TestSuiteRun, queued.Environment), e),
        TestCaseRunStarted started => Started(Of(Attempt(row, e, RunStep.Started), started.TestCase, started.TestSuiteRun, started.Environment), e),
        TestCaseRunFinished finished => Tested(
            Ended(
                Of(Attempt(row, e, RunStep.Finished, finished.Outcome?.Canonical), finished.TestCase, finished.TestSuiteRun, finished.Environment),
                e, finished.Outcome?.Canonical, finished.Outcome?.Raw, finished.Severity, finished.Reason),
            e.TestedArtifact),
        TestCaseRunSkipped skipped => Ended(
            Of(Attempt(row, e, RunStep.Finished, "skipped"), skipped.TestCase, skipped.TestSuiteRun, skipped.Environment), e, "skipped", null, null, skipped.Reason),
        TestSuiteRunQueued queued => Queued(Of(Attempt(row, e, RunStep.Queued), queued.TestSuite, queued.Environment), e),
        TestSuiteRunStarted started => Started(Of(Attempt(row, e, RunStep.Started), started.TestSuite, started.Environment), e),
        TestSuiteRunFinished finished => Ended(
            Of(Attempt(row, e, RunStep.Finished, finished.Outcome?.Canonical), finished.TestSuite, finished.Environment),
            e, finished.Outcome?.Canonical, finished.Outcome?.Raw, finished.Severity, finished.Reason),
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private TestRunRow Attempt(TestRunRow? row, RecordedEvent e, RunStep step, string? outcome = null)
    {
        var run = row is null ? Fresh(e, 1)
            : life.BeginsNext(step, e.OccurredAt, Times(row), outcome) ? Fresh(e, row.Attempt + 1) with
            {
                TestId = row.TestId,
                Name = row.Name,
                TestVersion = row.TestVersion,
                TestType = row.TestType,
                SuiteRunId = row.SuiteRunId,
                Environment = row.Environment,
                Url = row.Url,
            }
            : row;
        return run with { ChainId = e.ChainId ?? run.ChainId, Position = e.Position };
    }

    private static TestRunRow Fresh(RecordedEvent e, int attempt)
    {
        var stream = e.Stream;
        return new(
            stream.SubjectType is "testsuiterun" ? "suite" : "case", stream.SubjectId, stream.SubjectSource, attempt, Position: e.Position);
    }

    private static TestRunRow Of(TestRunRow run, TestCase? test, Reference? suiteRun, Reference? environment) => run with
    {
        TestId = test?.Id ?? run.TestId,
        Name = test?.Name ?? run.Name ?? test?.Id,
        TestVersion = test?.Version ?? run.TestVersion,
        TestType = test?.Type ?? run.TestType,
        Url = test?.Uri ?? run.Url,
        SuiteRunId = suiteRun?.Id ?? run.SuiteRunId,
        Environment = environment?.Id ?? run.Environment,
    };

    private static TestRunRow Of(TestRunRow run, TestSuite? suite, Reference? environment) => run with
    {
        TestId = suite?.Id ?? run.TestId,
        Name = suite?.Name ?? run.Name ?? suite?.Id,
        TestVersion = suite?.Version ?? run.TestVersion,
        Url = suite?.Uri ?? run.Url,
        Environment = environment?.Id ?? run.Environment,
    };

    private static TestRunRow Queued(TestRunRow run, RecordedEvent e) => run with { QueuedAt = run.QueuedAt ?? e.OccurredAt };

    private static TestRunRow Started(TestRunRow run, RecordedEvent e) => run with { StartedAt = run.StartedAt ?? e.OccurredAt };

    private static TestRunRow Ended(TestRunRow run, RecordedEvent e, string? outcome, string? raw, string? severity, string? reason) => run with
    {
        FinishedAt = run.FinishedAt ?? e.OccurredAt,
        Outcome = outcome ?? run.Outcome,
        OutcomeRaw = raw ?? run.OutcomeRaw,
        Severity = severity ?? run.Severity,
        Reason = reason ?? run.Reason,
    };

    // A chain begins with a change, so runs of one chain test one change. Environment and time say nothing: another version may have been deployed in between.
    private static TestRunRow Tested(TestRunRow run, string? artifact) => (artifact ?? run.ArtifactId, run.ChainId) switch
    {
        ({ } known, _) => run with { ArtifactId = known, Tested = $"artifact:{ArtifactName.Parse(known).Key}" },
        (null, { } chain) => run with { Tested = $"chain:{chain}" },
        _ => run,
    };

    private static RunStep StepOf(RecordedEvent e) => e.Data switch
    {
        TestCaseRunQueued or TestSuiteRunQueued => RunStep.Queued,
        TestCaseRunStarted or TestSuiteRunStarted => RunStep.Started,
        _ => RunStep.Finished,
    };

    private static RunTimes Times(TestRunRow row) => new(row.QueuedAt, row.StartedAt, row.FinishedAt, row.Outcome);
}
