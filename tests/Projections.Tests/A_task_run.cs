using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_task_run
{
    private static readonly TaskRuns Runs = new();

    [Fact]
    public void belongs_to_a_pipeline_run_and_has_its_own_outcome() => Runs.Spec()
        .Given(Started(1))
        .When(Finished(9, "timed_out"))
        .Then(row => row with
        {
            SubjectId = "t-1",
            Source = "ci",
            Attempt = 1,
            Name = "compile",
            PipelineRunId = "p-1",
            StartedAt = T(1),
            FinishedAt = T(9),
            Outcome = "error",
            OutcomeRaw = "timed_out",
        });

    [Fact]
    public void has_no_outcome_before_it_finishes() => Runs.Spec()
        .When(Started(1))
        .Then(row => row with { StartedAt = T(1), FinishedAt = null, Outcome = null });

    [Fact]
    public void is_three_attempts_when_its_id_is_used_three_times() => Runs.Spec()
        .Given(Started(1), Finished(2, "failure"), Started(11), Finished(14, "success"))
        .When(Started(21))
        .Then(row => row with { Attempt = 3, PipelineRunId = "p-1", StartedAt = T(21), FinishedAt = null, Outcome = null })
        .ThenBefore(
            row => row with { Attempt = 1, StartedAt = T(1), FinishedAt = T(2), Outcome = "failure" },
            row => row with { Attempt = 2, StartedAt = T(11), FinishedAt = T(14), Outcome = "success" });

    [Fact]
    public void keeps_its_outcome_when_its_start_comes_late() => Runs.Spec()
        .Given(Finished(9, "failure"))
        .When(Started(2))
        .Then(row => row with { Attempt = 1, StartedAt = T(2), FinishedAt = T(9), Outcome = "failure" });

    private static RecordedEvent Started(int at) => Event("t-1", at, new TaskRunStarted { TaskName = "compile", PipelineRun = new("p-1") });

    private static RecordedEvent Finished(int at, string outcome) => Event("t-1", at, new TaskRunFinished { Outcome = new(outcome) });
}
