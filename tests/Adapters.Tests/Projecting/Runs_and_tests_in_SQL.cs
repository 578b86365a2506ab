using System.Text.Json;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>The views and functions on runs and tests that people read with SQL.</summary>
public sealed class Runs_and_tests_in_SQL : IAsyncLifetime
{
    private static readonly TestCase Pays = new() { Id = "pays", Name = "Pays" };

    private ProjectedLog log = null!;

    public async ValueTask InitializeAsync() => log = await ProjectedLog.CreateAsync();

    public ValueTask DisposeAsync() => log.DisposeAsync();

    [Fact]
    public async Task show_a_run_id_used_three_times_as_three_attempts_with_the_last_event_of_each()
    {
        await AppendAsync(
            Of(1, "p", new PipelineRunStarted()), Of(2, "p", new PipelineRunFinished { Outcome = new("failure") }),
            Of(11, "p", new PipelineRunStarted()), Of(14, "p", new PipelineRunFinished { Outcome = new("success") }), Of(21, "p", new PipelineRunStarted()));

        (await AllAsync("""
            select concat_ws('|', attempt, extract(epoch from finished_at - started_at)::int, coalesce(outcome, '-'), last_payload #>> '{context,id}')
            from cdviz.pipelinerun where subject_id = 'p' order by attempt
            """)).ShouldBe(["1|1|failure|p@2", "2|3|success|p@14", "3|-|p@21"]);
    }

    [Fact]
    public async Task count_the_words_that_stand_for_no_outcome()
    {
        await AppendAsync(
            Of(1, "p", new PipelineRunFinished { Outcome = new("Wobbly") }), Of(2, "q", new PipelineRunFinished { Outcome = new("wobbly") }),
            Of(3, "r", new PipelineRunFinished { Outcome = new("TERMINAL") }), Of(4, "t", new TaskRunFinished { Outcome = new("shrug") }));

        (await AllAsync("select concat_ws('|', word, told_by, runs) from cdviz.unknown_outcome order by 1")).ShouldBe(["shrug|taskrun|1", "wobbly|pipelinerun|2"]);
    }

    [Fact]
    public async Task put_an_event_three_days_late_into_the_run_and_the_attempt_it_belongs_to()
    {
        const int threeDays = 3 * 24 * 3600;
        await AppendAsync(
            Of(1, "p", new PipelineRunStarted()), Of(2, "p", new PipelineRunFinished { Outcome = new("failure") }), Of(10, "p", new PipelineRunQueued()),
            Of(threeDays, "p", new PipelineRunStarted()), Of(threeDays + 5, "q", new PipelineRunFinished { Outcome = new("success") }));
        await AppendAsync(Of(11, "p", new PipelineRunStarted()), Of(14, "p", new PipelineRunFinished { Outcome = new("success") }), Of(4, "q", new PipelineRunStarted()));

        (await AllAsync("""
            select concat_ws('|', subject_id, attempt, extract(epoch from started_at - '2026-03-02 09:00Z')::int, extract(epoch from finished_at - started_at)::int, coalesce(outcome, '-'))
            from cdviz.pipelinerun order by subject_id, attempt
            """)).ShouldBe(["p|1|1|1|failure", "p|2|11|3|success", $"p|3|{threeDays}|-", $"q|1|4|{threeDays + 1}|success"]);
    }

    [Fact]
    public async Task have_verdicts_for_the_words_that_the_program_takes_for_success_failure_and_error()
    {
        string[] words = ["success", "Succeeded", "successful", "PASS", "passed", "ok", "failure", "failed", "fail", "unstable", "error", "errored", "timed_out", "timeout", "startup_failure", "cancel", "aborted", "odd"];
        await AppendAsync([.. words.Select((word, i) => Tried(i, $"t{i:00}", word))]);

        (await AllAsync("select concat(test_id, ' ', passed) from cdviz.test_verdict order by 1")).ShouldBe(
            words.Select((word, i) => (Canonical: new Outcome(word).Canonical, i)).Where(one => one.Canonical is "success" or "failure" or "error")
                .Select(one => $"t{one.i:00} {(one.Canonical is "success" ? 't' : 'f')}"));
    }

    [Fact]
    public async Task have_a_verdict_for_each_attempt_however_often_its_finish_is_told()
    {
        CDEvent Ended(double at, string outcome) => Of(at, "twice", new TestCaseRunFinished { TestCase = Pays, Outcome = new(outcome) });
        await AppendAsync(
            Of(0, "twice", new TestCaseRunStarted { TestCase = Pays }), Ended(60, "success"), Ended(60.4, "success"), Ended(60.6, "failure"),
            Of(70, "twice", new TestCaseRunStarted { TestCase = Pays }), Ended(80, "failure"),
            Of(90, "named", new TestCaseRunFinished { TestCase = Pays, Outcome = new("ok") }) with { CustomData = JsonElement.Parse("{\"links\":[{\"linkKind\":\"testedAgainst\",\"target\":{\"subject\":{\"id\":\"pkg:oci/a?tag=1\"}}}]}") });

        (await AllAsync("select concat_ws(' ', subject_id, passed, tested) from cdviz.test_verdict order by occurred_at"))
            .ShouldBe(["twice t", "twice f", "twice f", "named t artifact:pkg:oci/a@1"]);
        (await AllAsync("select concat_ws(' ', attempt, outcome) from cdviz.test_run where subject_id = 'twice' order by attempt")).ShouldBe(["1 success", "2 failure", "3 failure"]);
    }

    [Fact]
    public async Task tell_skipped_from_unfinished()
    {
        await AppendAsync(Of(1, "skips", new TestCaseRunSkipped { TestCase = Pays }), Of(1, "runs", new TestCaseRunStarted { TestCase = Pays }));

        (await AllAsync("""
            select concat_ws('|', subject_id, finished_at is null, skipped_at is null, coalesce(outcome, '-')) from cdviz.testcaserun order by 1
            """)).ShouldBe(["runs|t|t|-", "skips|t|f|skipped"]);
    }

    [Theory]
    [InlineData("pipelinerun", "subject_id queued_at started_at finished_at last_payload outcome")]
    [InlineData("taskrun", "subject_id started_at finished_at last_payload outcome")]
    [InlineData("build", "subject_id queued_at started_at finished_at last_payload")]
    [InlineData("testcaserun", "subject_id queued_at started_at finished_at skipped_at last_payload")]
    [InlineData("testsuiterun", "subject_id queued_at started_at finished_at last_payload")]
    public async Task have_the_columns_of_cdviz_db_first(string view, string columns) =>
        string.Join(' ', await AllAsync(
            $"select attname::text from pg_attribute where attrelid = 'cdviz.{view}'::regclass and attnum between 1 and {columns.Split(' ').Length} order by attnum"))
            .ShouldBe(columns);

    [Theory]
    [InlineData("pipelinerun", "queued_at started_at finished_at")]
    [InlineData("taskrun", "started_at finished_at")]
    [InlineData("build", "queued_at started_at finished_at")]
    [InlineData("testcaserun", "queued_at started_at finished_at skipped_at")]
    [InlineData("testsuiterun", "queued_at started_at finished_at")]
    public async Task are_found_by_each_of_their_times_with_an_index(string view, string times)
    {
        foreach (var time in times.Split(' '))
        {
            var plan = await PlanAsync($"select subject_id from cdviz.{view} where {time} >= '2026-03-02' and {time} < '2026-03-03'");

            plan.ShouldContain("Index Cond", Case.Sensitive, $"{time}: {plan}");
            plan.ShouldNotContain("mt_events", Case.Sensitive, time);
        }
    }

    [Fact]
    public async Task call_a_test_flaky_that_passes_and_fails_on_one_artifact_or_change_and_say_nothing_without_evidence()
    {
        await AppendAsync(
            Tried(1, "by-artifact", "failure", "pkg:oci/cart?tag=1"), Tried(2, "by-artifact", "success", "pkg:oci/cart?tag=1"),
            Tried(3, "by-artifact", "success", "pkg:oci/cart?tag=2"), Tried(4, "by-artifact", "success", "pkg:oci/cart?tag=2"),
            Tried(1, "by-change", "fail", chain: 1), Tried(2, "by-change", "pass", chain: 1),
            Tried(1, "mended", "failure", chain: 1), Tried(2, "mended", "success", chain: 2),
            Tried(1, "unknown", "failure"), Tried(2, "unknown", "success"),
            Tried(1, "broken", "failure", chain: 1), Tried(2, "broken", "error", chain: 1), Tried(3, "broken", "cancel", chain: 1));

        (await AllAsync("select concat_ws('|', test_id, tested_again, flaky, coalesce(flakiness::text, '-')) from cdviz.test_flakiness() order by test_id"))
            .ShouldBe(["broken|1|0|0", "by-artifact|2|1|0.5", "by-change|1|1|1", "mended|0|0|-", "unknown|0|0|-"]);
        (await AllAsync($"select test_id from cdviz.test_flakiness('{Events.T(3):O}') order by test_id")).ShouldBe(["by-artifact"]);
    }

    [Fact]
    public async Task know_which_tests_fail_most_and_which_are_slowest()
    {
        await AppendAsync(
            Of(1, "a", new TestCaseRunStarted { TestCase = Pays }), Of(5, "a", new TestCaseRunFinished { TestCase = Pays, Outcome = new("failure") }),
            Of(6, "b", new TestCaseRunStarted { TestCase = Pays }), Of(8, "b", new TestCaseRunFinished { TestCase = Pays, Outcome = new("success") }),
            Of(9, "c", new TestCaseRunSkipped { TestCase = Pays }), Of(9, "d", new TestCaseRunSkipped { TestCase = new() { Id = "never" } }));

        (await AllAsync("""
            select concat_ws('|', test_id, runs, passed, failed, skipped, coalesce(failure_rate::text, '-'), extract(epoch from average_duration)::int)
            from cdviz.test_statistics() order by failed desc
            """)).ShouldBe(["pays|3|1|1|1|0.5|3", "never|1|0|0|1|-"]);
    }

    private static CDEvent Of(double at, string subject, SubjectContent content) => new($"{subject}@{at}", Events.Source, Events.T(at), subject, content);

    private static CDEvent Tried(int at, string test, string outcome, string? artifact = null, int? chain = null) =>
        Of(at, $"{test}-{at}", new TestCaseRunFinished { TestCase = new() { Id = test }, Outcome = new(outcome) }) with
        {
            ChainId = chain is null ? null : $"00000000-0000-4000-8000-{chain:000000000000}",
            CustomData = artifact is null ? null : JsonSerializer.SerializeToElement(new { artifactId = artifact }),
        };

    private async Task AppendAsync(params CDEvent[] events)
    {
        await log.AppendAsync(events);
        await log.CatchUpAsync();
    }

    private async Task<List<string>> AllAsync(string sql) => await log.Database.ColumnAsync<string>(sql);

    private async Task<string> PlanAsync(string sql)
    {
        await using var connection = await log.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "set enable_seqscan = off";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        command.CommandText = $"explain (costs off) {sql}";
        List<string> lines = [];
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
