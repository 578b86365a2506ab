using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_pipeline_run
{
    private static readonly PipelineRuns Runs = new();

    [Fact]
    public void is_queued_started_and_finished() => Runs.Spec()
        .Given(Queued(1), Started(4))
        .When(Finished(9, "success"))
        .Then(row => row with
        {
            SubjectId = "p-1",
            Source = "ci",
            Attempt = 1,
            Name = "build",
            QueuedAt = T(1),
            StartedAt = T(4),
            FinishedAt = T(9),
            Outcome = "success",
        });

    [Fact]
    public void has_no_outcome_before_it_finishes() => Runs.Spec()
        .Given(Queued(1))
        .When(Started(4))
        .Then(row => row with { StartedAt = T(4), FinishedAt = null, Outcome = null, OutcomeRaw = null });

    [Fact]
    public void may_finish_before_its_start_is_known() => Runs.Spec()
        .Given(Finished(9, "failure"))
        .When(Started(2))
        .Then(row => row with { Attempt = 1, StartedAt = T(2), FinishedAt = T(9), Outcome = "failure" });

    [Fact]
    public void keeps_the_senders_word_beside_the_outcome_it_stands_for() => Runs.Spec()
        .When(Finished(9, "SUCCESSFUL"))
        .Then(row => row with { Outcome = "success", OutcomeRaw = "SUCCESSFUL" });

    [Fact]
    public void is_ordered_by_its_life_cycle_within_one_second() => Runs.Spec()
        .Given(Finished(5, "success"), Started(5))
        .When(Queued(5))
        .Then(row => row with { Attempt = 1, QueuedAt = T(5), StartedAt = T(5), FinishedAt = T(5), Outcome = "success" })
        .ThenBefore();

    [Fact]
    public void keeps_its_attempts_apart_when_its_id_is_used_again() => Runs.Spec()
        .Given(Queued(1), Started(2), Finished(9, "failure"))
        .When(Queued(20), Started(21))
        .Then(row => row with { Attempt = 2, QueuedAt = T(20), StartedAt = T(21), FinishedAt = null, Outcome = null })
        .ThenBefore(row => row with { Attempt = 1, QueuedAt = T(1), StartedAt = T(2), FinishedAt = T(9), Outcome = "failure" });

    [Fact]
    public void gives_a_late_event_to_the_attempt_it_belongs_to() => Runs.Spec()
        .Given(Queued(1), Finished(9, "failure"), Queued(20), Started(21), Finished(29, "success"))
        .When(Started(2))
        .Then(row => row with { Attempt = 2, StartedAt = T(21), FinishedAt = T(29), Outcome = "success" })
        .ThenBefore(row => row with { Attempt = 1, StartedAt = T(2), FinishedAt = T(9), Outcome = "failure" });

    [Fact]
    public void that_starts_again_without_a_finish_is_another_attempt() => Runs.Spec()
        .Given(Started(1))
        .When(Started(20))
        .Then(row => row with { Attempt = 2, StartedAt = T(20) })
        .ThenBefore(row => row with { Attempt = 1, StartedAt = T(1), FinishedAt = null });

    [Fact]
    public void told_twice_to_be_queued_was_queued_at_the_first() => Runs.Spec()
        .Given(Queued(1))
        .When(Queued(3))
        .Then(row => row with { Attempt = 1, QueuedAt = T(1) });

    [Fact]
    public void told_twice_to_have_finished_at_one_time_finished_once() => Runs.Spec()
        .Given(Started(1), Finished(9, "success"))
        .When(Finished(9, "success"))
        .Then(row => row with { Attempt = 1 })
        .ThenBefore();

    [Fact]
    public void keeps_its_name_when_a_later_event_has_none() => Runs.Spec()
        .Given(Queued(1))
        .When(Event("p-1", 4, new PipelineRunFinished()))
        .Then(row => row with { Name = "build" });

    [Fact]
    public void is_not_told_of_by_events_of_other_subjects() => Runs.Spec()
        .When(Event("p-1", 1, new TaskRunStarted { TaskName = "compile" }))
        .ThenNothing();

    private static RecordedEvent Queued(int at) => Event("p-1", at, new PipelineRunQueued { PipelineName = "build" });

    private static RecordedEvent Started(int at) => Event("p-1", at, new PipelineRunStarted { PipelineName = "build", Uri = "https://ci.example/p-1" });

    private static RecordedEvent Finished(int at, string outcome) =>
        Event("p-1", at, new PipelineRunFinished { PipelineName = "build", Outcome = new(outcome) });
}
