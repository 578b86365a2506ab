using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_test_run
{
    private static readonly TestOutcomes Outcomes = new();
    private static readonly TestCase Login = new() { Id = "t-1", Name = "Login", Version = "1", Type = "integration" };

    [Fact]
    public void of_a_case_has_the_test_its_suite_and_its_outcome() => Outcomes.Spec()
        .Given(Started(1))
        .When(Finished(3, "fail"))
        .Then(row => row with
        {
            Kind = "case",
            TestId = "t-1",
            Name = "Login",
            TestType = "integration",
            SuiteRunId = "s-1",
            Environment = "dev",
            StartedAt = T(1),
            FinishedAt = T(3),
            Outcome = "failure",
            OutcomeRaw = "fail",
            Reason = "no answer",
        });

    [Theory]
    [InlineData("pkg:oci/Cart@sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "c-1", "artifact:sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("pkg:npm/cart@1.0.0", null, "artifact:pkg:npm/cart@1.0.0")]
    [InlineData(null, "c-1", "chain:c-1")]
    [InlineData(null, null, null)]
    public void of_a_case_says_what_it_tested(string? artifact, string? chain, string? tested) => Outcomes.Spec()
        .Given(Event("r-1", 1, new TestCaseRunStarted { TestCase = Login }, chain: chain))
        .When(Event("r-1", 3, new TestCaseRunFinished { TestCase = Login, Outcome = new("success") }) with { TestedArtifact = artifact })
        .Then(row => row with { ArtifactId = artifact, Tested = tested, ChainId = chain });

    [Fact]
    public void of_a_suite_is_told_apart_from_a_case() => Outcomes.Spec()
        .When(Event("s-1", 1, new TestSuiteRunFinished { TestSuite = new() { Id = "auth", Name = "Auth" }, Outcome = new("success"), Environment = new("dev") }))
        .Then(row => row with { Kind = "suite", TestId = "auth", Name = "Auth", Outcome = "success", FinishedAt = T(1) });

    [Fact]
    public void that_is_skipped_is_over_and_neither_failed_nor_cancelled() => Outcomes.Spec()
        .When(Event("r-1", 4, new TestCaseRunSkipped { TestCase = Login, Reason = "not here" }))
        .Then(row => row with { FinishedAt = T(4), Outcome = "skipped", OutcomeRaw = null, Reason = "not here" });

    [Fact]
    public void keeps_its_outcome_when_its_start_comes_late() => Outcomes.Spec()
        .Given(Finished(3, "success"))
        .When(Started(1))
        .Then(row => row with { Attempt = 1, StartedAt = T(1), Outcome = "success" });

    [Fact]
    public void that_fails_and_then_passes_has_two_attempts_of_the_same_test() => Outcomes.Spec()
        .Given(Started(1), Finished(3, "failure"))
        .When(Event("r-1", 5, new TestCaseRunStarted()), Event("r-1", 6, new TestCaseRunFinished { Outcome = new("success") }))
        .Then(row => row with { Attempt = 2, Name = "Login", SuiteRunId = "s-1", Outcome = "success", Reason = null })
        .ThenBefore(row => row with { Attempt = 1, Outcome = "failure", Reason = "no answer" });

    [Fact]
    public void is_a_fact_only_when_it_has_ended()
    {
        var started = Outcomes.Evolve(null, Started(1));
        Outcomes.Facts.Time(started).ShouldBeNull();
        Outcomes.Facts.Time(Outcomes.Evolve(started, Finished(3, "success"))).ShouldBe(T(3));
    }

    [Fact]
    public void goes_by_the_tests_id_where_it_has_no_name() => Outcomes.Spec()
        .When(Event("r-1", 1, new TestCaseRunQueued { TestCase = new() { Id = "t-9" } }))
        .Then(row => row with { Name = "t-9", QueuedAt = T(1) });

    private static RecordedEvent Started(int at) =>
        Event("r-1", at, new TestCaseRunStarted { TestCase = Login, TestSuiteRun = new("s-1"), Environment = new("dev") });

    private static RecordedEvent Finished(int at, string outcome) => Event(
        "r-1", at, new TestCaseRunFinished { TestCase = Login, Outcome = new(outcome), Reason = outcome is "success" ? null : "no answer" });
}
