using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

/// <summary>Numbers are tenths of a second.</summary>
public class A_run_told_by_clocks_that_differ
{
    private static readonly PipelineRuns Runs = new();

    [Fact]
    public void is_one_attempt_when_each_step_is_told_twice() => Runs.Spec()
        .Given(Started(0), Started(3), Finished(3252, "success"))
        .When(Finished(3256, "success"))
        .Then(row => row with { Attempt = 1, StartedAt = At(0), FinishedAt = At(3252), Outcome = "success" })
        .ThenBefore();

    [Fact]
    public void is_one_attempt_when_its_finish_is_stamped_before_its_start() => Runs.Spec()
        .Given(Finished(0, "success"))
        .When(Started(20))
        .Then(row => row with { Attempt = 1, StartedAt = At(20), FinishedAt = At(0), Outcome = "success" })
        .ThenBefore();

    [Fact]
    public void is_one_attempt_when_its_start_is_stamped_before_its_queueing() => Runs.Spec()
        .Given(Started(0), Queued(10))
        .When(Finished(1800, "success"))
        .Then(row => row with { Attempt = 1, QueuedAt = At(10), StartedAt = At(0), FinishedAt = At(1800) })
        .ThenBefore();

    [Theory]
    [InlineData(1800)]
    [InlineData(1810)]
    public void is_two_attempts_when_it_is_tried_again_in_the_second_in_which_it_fails(int failedAt) => Runs.Spec()
        .Given(Started(0), Finished(failedAt, "failure"), Started(1800))
        .When(Finished(6600, "success"))
        .Then(row => row with { Attempt = 2, StartedAt = At(1800), FinishedAt = At(6600), Outcome = "success" })
        .ThenBefore(row => row with { Attempt = 1, StartedAt = At(0), FinishedAt = At(failedAt), Outcome = "failure" });

    [Fact]
    public void is_two_attempts_when_it_fails_and_succeeds_in_one_second() => Runs.Spec()
        .Given(Finished(0, "failure"))
        .When(Finished(5, "success"))
        .ThenBefore(row => row with { Attempt = 1, Outcome = "failure" })
        .Then(row => row with { Attempt = 2, Outcome = "success" });

    [Fact]
    public void is_two_attempts_when_a_step_comes_again_after_the_tolerance() => new PipelineRuns(new RunLife(TimeSpan.FromSeconds(1))).Spec()
        .Given(Started(0))
        .When(Started(11))
        .Then(row => row with { Attempt = 2, StartedAt = At(11) });

    [Fact]
    public void is_the_same_for_tasks_builds_and_tests()
    {
        new TaskRuns().Spec()
            .Given(E(0, new TaskRunStarted()), E(1800, new TaskRunStarted()), E(1800, new TaskRunFinished { Outcome = new("failure") }))
            .When(E(6600, new TaskRunFinished { Outcome = new("success") }))
            .ThenBefore(row => row with { Attempt = 1, StartedAt = At(0), FinishedAt = At(1800) });
        new Builds().Spec()
            .Given(E(0, new BuildFinished()))
            .When(E(20, new BuildStarted()), E(25, new BuildFinished { ArtifactId = "pkg:generic/a@1" }))
            .Then(row => row with { Attempt = 1, StartedAt = At(20), FinishedAt = At(0), ArtifactId = "pkg:generic/a@1" });
        new TestOutcomes().Spec()
            .Given(E(0, new TestCaseRunFinished { Outcome = new("failure") }))
            .When(E(0, new TestCaseRunFinished { Outcome = new("success") }))
            .ThenBefore(row => row with { Attempt = 1 })
            .Then(row => row with { Attempt = 2 });
        new TestOutcomes().Spec()
            .Given(E(0, new TestSuiteRunStarted()), E(3, new TestSuiteRunStarted()))
            .When(E(90, new TestSuiteRunFinished { Outcome = new("success") }), E(95, new TestSuiteRunFinished { Outcome = new("success") }))
            .Then(row => row with { Attempt = 1, StartedAt = At(0), FinishedAt = At(90) });
    }

    private static DateTime At(int tenths) => T(0).AddMilliseconds(tenths * 100);

    private static RecordedEvent Queued(int at) => E(at, new PipelineRunQueued());

    private static RecordedEvent Started(int at) => E(at, new PipelineRunStarted());

    private static RecordedEvent Finished(int at, string outcome) => E(at, new PipelineRunFinished { Outcome = new(outcome) });

    private static RecordedEvent E(int at, SubjectContent content) => Event("p-1", 0, content) with { OccurredAt = At(at) };
}
