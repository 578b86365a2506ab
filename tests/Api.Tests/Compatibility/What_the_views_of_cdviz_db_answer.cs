namespace CdViz.Api.Tests.Compatibility;

/// <summary>
/// The views over subjects, here and on the stand-in for cdviz-db: the same answers to the same events, but for the differences that
/// docs/cdviz-compatibility.md names. Times are shown by their seconds.
/// </summary>
public sealed class What_the_views_of_cdviz_db_answer(BothDatabases both) : IClassFixture<BothDatabases>
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Fact]
    public async Task is_the_latest_of_what_happens_again_to_services_artifacts_and_tickets()
    {
        await both.StoreAsync(
            Events.ServiceDeployed("latest", "prod", "pkg:oci/latest?tag=1", 1), Events.ServiceUpgraded("latest", "prod", "pkg:oci/latest?tag=2", 2),
            Events.ServiceUpgraded("latest", "prod", "pkg:oci/latest?tag=3", 3), Events.ServiceDeployed("latest", "test", "pkg:oci/latest?tag=3", 4),
            Events.Of(new ArtifactPublished(), "pkg:oci/latest?tag=3", 5), Events.Of(new ArtifactPublished { User = "ada" }, "pkg:oci/latest?tag=3", 6),
            Events.Of(new TicketCreated { Summary = "latest" }, "latest", 7), Events.Of(new TicketUpdated { Summary = "latest" }, "latest", 8),
            Events.Of(new TicketUpdated { Summary = "latest of all" }, "latest", 9));

        await both.ShouldAgreeAsync("select row(to_char(deployed_at, 'SS'), to_char(upgraded_at, 'SS'), last_payload)::text from cdviz.service where subject_id = 'latest'");
        await both.ShouldAgreeAsync("select row(to_char(published_at, 'SS'), last_payload)::text from cdviz.artifact where subject_id = 'pkg:oci/latest?tag=3'");
        await both.ShouldAgreeAsync("select row(to_char(created_at, 'SS'), to_char(updated_at, 'SS'), last_payload)::text from cdviz.ticket where subject_id = 'latest'");
    }

    [Fact]
    public async Task differs_for_an_id_used_again_each_attempt_of_which_is_a_row_here()
    {
        await both.StoreAsync(
            Events.PipelineRunQueued("again", 1), Events.PipelineRunStarted("again", 2), Events.PipelineRunFinished("again", 5, "failure"),
            Events.PipelineRunQueued("again", 20), Events.PipelineRunStarted("again", 21));

        await both.ShouldDifferAsync(
            """
            select row(to_char(queued_at, 'SS'), to_char(started_at, 'SS'), to_char(finished_at, 'SS'), outcome)::text
            from cdviz.pipelinerun where subject_id = 'again' order by 1
            """,
            ours: ["(01,02,05,failure)", "(20,21,,)"],
            theirs: ["(20,21,05,failure)"]);
    }

    [Fact]
    public async Task differs_for_one_id_of_two_sources_which_are_two_runs_here()
    {
        await both.StoreAsync(
            Events.Of(new TaskRunStarted { TaskName = "lint" }, "two", 1, source: "https://one.example"),
            Events.Of(new TaskRunStarted { TaskName = "lint" }, "two", 2, source: "https://two.example"));

        await both.ShouldDifferAsync("select to_char(started_at, 'SS') from cdviz.taskrun where subject_id = 'two' order by 1", ours: ["01", "02"], theirs: ["02"]);
    }

    [Fact]
    public async Task differs_for_a_run_queued_twice_which_waits_from_the_first_here()
    {
        await both.StoreAsync(
            Events.Of(new BuildQueued(), "queued twice", 1), Events.Of(new BuildQueued(), "queued twice", 3), Events.Of(new BuildStarted(), "queued twice", 5));

        await both.ShouldDifferAsync("select to_char(queued_at, 'SS') from cdviz.build where subject_id = 'queued twice'", ours: ["01"], theirs: ["03"]);
    }

    [Fact]
    public async Task differs_for_a_senders_own_word_which_is_outcome_raw_here()
    {
        await both.StoreAsync(Events.PipelineRunFinished("own word", 1, "timed_out"));

        await both.ShouldDifferAsync(
            "select row(outcome, to_jsonb(r) ->> 'outcome_raw')::text from cdviz.pipelinerun r where subject_id = 'own word'",
            ours: ["(error,timed_out)"],
            theirs: ["(timed_out,)"]);
    }

    [Fact]
    public async Task differs_for_a_start_after_the_end_which_takes_no_outcome_away_here()
    {
        await both.StoreAsync(
            Events.Of(new TestCaseRunStarted(), "once more", 1), Events.Of(new TestCaseRunFinished { Outcome = new Outcome("failure") }, "once more", 2),
            Events.Of(new TestCaseRunStarted(), "once more", 9));

        await both.ShouldDifferAsync(
            "select row(last_payload #>> '{subject,content,outcome}')::text from cdviz.testcaserun where subject_id = 'once more' order by 1",
            ours: ["()", "(failure)"],
            theirs: ["()"]);
    }

    [Fact]
    public async Task differs_for_the_outcome_of_tests_which_is_a_column_here()
    {
        await both.StoreAsync(
            Events.Of(new TestCaseRunSkipped { Reason = "no time" }, "skipped", 1), Events.Of(new TestSuiteRunFinished { Outcome = new Outcome("success") }, "passed", 2));

        await both.ShouldDifferAsync(
            """
            select row(to_jsonb(r) ->> 'outcome')::text from cdviz.testcaserun r where subject_id = 'skipped'
            union all
            select row(to_jsonb(r) ->> 'outcome')::text from cdviz.testsuiterun r where subject_id = 'passed'
            """,
            ours: ["(skipped)", "(success)"],
            theirs: ["()", "()"]);
    }

    [Fact]
    public async Task differs_for_events_of_one_time_which_are_in_the_order_of_life_here()
    {
        await both.StoreAsync(
            Events.Of(new TicketCreated { Summary = "one" }, "tie 1", 1), Events.Of(new TicketClosed { Summary = "one" }, "tie 1", 1),
            Events.Of(new TicketClosed { Summary = "two" }, "tie 2", 1), Events.Of(new TicketCreated { Summary = "two" }, "tie 2", 1));

        await both.ShouldDifferAsync(
            "select split_part(last_payload #>> '{context,type}', '.', 4) from cdviz.ticket where subject_id in ('tie 1', 'tie 2') order by subject_id",
            ours: ["closed", "closed"],
            theirs: ["created", "closed"]);
    }

    [Fact]
    public async Task differs_for_an_artifact_spelled_in_two_ways_which_is_one_here()
    {
        var encoded = Digest.Replace(":", "%3A", StringComparison.Ordinal);
        await both.StoreAsync(Events.Of(new ArtifactPackaged(), $"pkg:oci/spelled@{encoded}", 1), Events.Of(new ArtifactSigned(), $"pkg:oci/spelled@{Digest}", 2));

        await both.ShouldDifferAsync(
            "select row(to_char(packaged_at, 'SS'), to_char(signed_at, 'SS'))::text from cdviz.artifact where subject_id like 'pkg:oci/spelled%' order by 1",
            ours: ["(01,02)"],
            theirs: ["(,02)", "(01,)"]);
    }

    [Fact]
    public async Task differs_for_an_artifact_made_again_which_is_not_deleted_here()
    {
        const string Id = "pkg:oci/made-again?tag=1";
        await both.StoreAsync(
            Events.Of(new ArtifactPublished(), Id, 1), Events.Of(new ArtifactDeleted(), Id, 2), Events.Of(new ArtifactPublished(), Id, 3));

        await both.ShouldDifferAsync(
            "select row(to_char(published_at, 'SS'), to_char(deleted_at, 'SS'))::text from cdviz.artifact where subject_id = 'pkg:oci/made-again?tag=1'",
            ours: ["(03,)"],
            theirs: ["(03,02)"]);
    }

    [Fact]
    public async Task differs_for_an_incident_that_comes_back_which_is_another_occurrence_here()
    {
        await both.StoreAsync(
            Events.Of(new IncidentDetected(), "back", 1), Events.Of(new IncidentResolved(), "back", 5), Events.Of(new IncidentDetected(), "back", 20));

        await both.ShouldDifferAsync(
            "select row(to_char(detected_at, 'SS'), to_char(resolved_at, 'SS'))::text from cdviz.incident where subject_id = 'back' order by 1",
            ours: ["(01,05)", "(20,)"],
            theirs: ["(20,05)"]);
    }

    [Fact]
    public async Task differs_for_a_monitor_that_repeats_itself_whose_first_word_counts_here()
    {
        await both.StoreAsync(
            Events.Of(new IncidentDetected(), "repeated", 1), Events.Of(new IncidentDetected(), "repeated", 7), Events.Of(new IncidentResolved(), "repeated", 9));

        await both.ShouldDifferAsync(
            "select row(to_char(detected_at, 'SS'), to_char(resolved_at, 'SS'))::text from cdviz.incident where subject_id = 'repeated'",
            ours: ["(01,09)"],
            theirs: ["(07,09)"]);
    }

    [Fact]
    public async Task differs_for_a_ticket_opened_again_which_is_not_closed_here()
    {
        await both.StoreAsync(
            Events.Of(new TicketCreated { Summary = "a" }, "open", 1), Events.Of(new TicketClosed { Summary = "a" }, "open", 5),
            Events.Of(new TicketCreated { Summary = "a" }, "open", 9));

        await both.ShouldDifferAsync(
            "select row(to_char(created_at, 'SS'), to_char(closed_at, 'SS'))::text from cdviz.ticket where subject_id = 'open'",
            ours: ["(01,)"],
            theirs: ["(09,05)"]);
    }

    [Fact]
    public async Task differs_for_a_ticket_of_two_trackers_which_are_two_here()
    {
        await both.StoreAsync(
            Events.Of(new TicketCreated { Summary = "a" }, "7", 1, source: "https://one.example"),
            Events.Of(new TicketCreated { Summary = "b" }, "7", 2, source: "https://two.example"));

        await both.ShouldDifferAsync("select to_char(created_at, 'SS') from cdviz.ticket where subject_id = '7' order by 1", ours: ["01", "02"], theirs: ["02"]);
    }
}
