using System.Net;
using System.Text.Json.Nodes;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Alerting;

public class An_alert(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task tells_a_deployment_to_production_once_and_neither_what_was_there_nor_history()
    {
        var alert = Seen.Of(AlertRule.Deployed, "deployed") with { Services = ["dep-*"] };
        await PostAsync(Events.ServiceDeployed("dep-before", "production", Artifact(1), Seen.Ago(Minute)));
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(0);

        await PostAsync(
            Events.ServiceDeployed("dep-now", "production", Artifact(2), Seen.Ago(Minute)), Events.ServiceDeployed("dep-now", "staging", Artifact(2), Seen.Ago(Minute)),
            Events.ServiceDeployed("other", "production", Artifact(2), Seen.Ago(Minute)), Events.ServiceDeployed("dep-old", "production", Artifact(2), Seen.Ago(TimeSpan.FromHours(2))));

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(0);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["dep-now 2 was deployed to production"]);
    }

    [Fact]
    public async Task tells_nothing_again_after_a_rebuild()
    {
        var alert = Seen.Of(AlertRule.Deployed, "rebuilt") with { Services = ["rebuilt"] };
        await api.Database.DataSource.LookAsync(alert);
        await PostAsync(Events.ServiceDeployed("rebuilt", "production", Artifact(1), Seen.Ago(Minute)));
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);

        await (await api.Client.PostAsync("/projections/deployments/rebuild", null, Ct)).ShouldAnswerAsync(HttpStatusCode.Accepted);
        await WaitFor.TrueAsync(() => api.Database.DataSource.ScalarAsync<bool>("select generation > 1 and state = 'running' from cdviz.projection_status where name = 'deployments'"), "it is rebuilt");

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(0);
    }

    [Fact]
    public async Task begins_anew_when_it_looks_for_something_else()
    {
        var alert = Seen.Of(AlertRule.Deployed, "changed") with { Services = ["chg-1"] };
        await api.Database.DataSource.LookAsync(alert);
        await PostAsync(Events.ServiceDeployed("chg-2", "production", Artifact(1), Seen.Ago(Minute)));

        (await api.Database.DataSource.LookAsync(alert with { Services = ["chg-*"] })).ShouldBe(0);
        await PostAsync(Events.ServiceDeployed("chg-3", "production", Artifact(1), Seen.Ago(Minute)));
        (await api.Database.DataSource.LookAsync(alert with { Services = ["chg-*"], Title = "told otherwise" })).ShouldBe(1);
    }

    [Fact]
    public async Task tells_a_roll_back_that_was_sent_and_one_that_is_inferred()
    {
        var alert = Seen.Of(AlertRule.RolledBack, "back") with { Services = ["back-*"] };
        await api.Database.DataSource.LookAsync(alert);
        await PostAsync(
            Events.ServiceDeployed("back-1", "production", Artifact(1), Seen.Ago(Minute * 9)), Events.ServiceUpgraded("back-1", "production", Artifact(2), Seen.Ago(Minute * 8)),
            Events.Of(new ServiceRolledBack { Environment = new Reference("production"), ArtifactId = Artifact(1) }, "back-1", Seen.Ago(Minute * 7)),
            Events.ServiceDeployed("back-2", "staging", Artifact(1), Seen.Ago(Minute * 6)), Events.ServiceUpgraded("back-2", "staging", Artifact(2), Seen.Ago(Minute * 5)),
            Events.ServiceUpgraded("back-2", "staging", Artifact(1), Seen.Ago(Minute * 4)));

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(2);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["back-1 was rolled back to 1 in production", "back-2 was rolled back to 1 in staging"]);
    }

    [Fact]
    public async Task tells_a_run_that_failed_on_the_branch_that_is_asked_for()
    {
        var alert = Seen.Of(AlertRule.PipelineFailed, "failed") with { Names = ["fail-*"], Branches = ["main"] };
        await api.Database.DataSource.LookAsync(alert);
        await PostAsync(
            Run("f-1", "fail-build", "failure", Seen.Ago(Minute * 3), "main"), Run("f-2", "fail-build", "failure", Seen.Ago(Minute * 2), "feature/x"),
            Run("f-3", "fail-build", "success", Seen.Ago(Minute), "main"), Run("f-4", "fail-build", "failure", Seen.Ago(Minute), null));

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["fail-build failed on main"]);
    }

    [Fact]
    public async Task tells_the_first_failure_after_a_success_and_the_recovery_branch_by_branch()
    {
        var alert = Seen.Of(AlertRule.PipelineBroken, "broken") with { Names = ["brk"] };
        await api.Database.DataSource.LookAsync(alert);
        await PostAsync(
            Run("b-1", "brk", "success", Seen.Ago(Minute * 9), "main"), Run("b-2", "brk", "failure", Seen.Ago(Minute * 8), "topic"), Run("b-3", "brk", "failure", Seen.Ago(Minute * 7), "main"),
            Run("b-4", "brk", "error", Seen.Ago(Minute * 6), "main"), Run("b-5", "brk", "success", Seen.Ago(Minute * 5), "main"), Run("b-6", "brk", "success", Seen.Ago(Minute * 4), "main"));

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(2);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["brk fails on main", "brk succeeds again on main"]);
    }

    [Fact]
    public async Task tells_an_incident_that_is_opened_and_resolved()
    {
        var alert = Seen.Of(AlertRule.Incident, "incident") with { Services = ["inc"] };
        await api.Database.DataSource.LookAsync(alert);
        await PostAsync(Events.Of(new IncidentDetected { Description = "Slow", Environment = new Reference("production"), Service = new Reference("inc") }, "inc-1", Seen.Ago(Minute * 5)));
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        await PostAsync(Events.Of(new IncidentResolved { Environment = new Reference("production"), Service = new Reference("inc") }, "inc-1", Seen.Ago(Minute)));

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["Incident opened: Slow", "Incident resolved: Slow"]);
    }

    [Fact]
    public async Task tells_a_change_that_took_longer_than_it_may()
    {
        var alert = Seen.Of(AlertRule.LeadTime, "lead") with { Services = ["lead-*"], Longer = TimeSpan.FromHours(1) };
        await api.Database.DataSource.LookAsync(alert);
        foreach (var (service, took) in ((string, TimeSpan)[])[("lead-slow", TimeSpan.FromHours(3)), ("lead-quick", TimeSpan.FromMinutes(10))])
        {
            await PostAsync(
                Events.ServiceDeployed(service, "production", $"pkg:oci/{service}?tag=0", Seen.Ago(TimeSpan.FromHours(9))), Events.Of(new ChangeMerged { Repository = new Reference("acme/lead") }, $"{service}-7", Seen.Ago(Minute + took), chain: service),
                Events.ServiceDeployed(service, "production", $"pkg:oci/{service}?tag=1", Seen.Ago(Minute), chain: service));
        }

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["A change took 3 h to production"]);
    }

    [Fact]
    public async Task tells_that_a_projection_is_stopped_and_that_it_is_well_again()
    {
        var alert = Seen.Of(AlertRule.Projection, "projection") with { Names = ["approvals"] };
        await api.Database.DataSource.LookAsync(alert);
        await api.Database.DataSource.ExecuteAsync("update events.projection_generation set stopped_at = now(), stopped_reason = 'Why.', stopped_position = 1 where projection = 'approvals' and role = 'live'");
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(0);
        await api.Database.DataSource.ExecuteAsync("update events.projection_generation set stopped_at = null, stopped_reason = null, stopped_position = null where projection = 'approvals' and role = 'live'");

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["Projection approvals is stopped", "Projection approvals is well again"]);
    }

    [Fact]
    public async Task tells_that_a_source_is_silent_and_that_it_sends_again()
    {
        var alert = Seen.Of(AlertRule.SourceSilent, "silent") with { Names = ["https://quiet.example.com/*"], Longer = TimeSpan.FromMinutes(30) };
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(0);
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(0);
        await api.Database.DataSource.ExecuteAsync("update events.alert_heard set heard_at = now() - interval '31 minutes' where alert = 'silent'");
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        await PostAsync(Events.Of(new PipelineRunStarted { PipelineName = "quiet", Uri = "https://quiet.example.com/ci/1" }, "quiet-1", Seen.Ago(Minute), source: "https://quiet.example.com/ci"));

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["https://quiet.example.com/* is silent", "https://quiet.example.com/* sends again"]);
    }

    [Fact]
    public async Task tells_that_a_test_is_flaky()
    {
        var alert = Seen.Of(AlertRule.FlakyTest, "flaky") with { Names = ["flaky-*"], Above = 0.5 };
        await api.Database.DataSource.LookAsync(alert);
        var at = Seen.Ago(Minute * 50);
        await PostAsync([.. from chain in Enumerable.Range(1, 3)
                            from verdict in (string[])["success", "failure"]
                            select Tested($"flaky-{chain}-{verdict}", "flaky-test", $"flaky-{chain}", verdict, at++)]);

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["flaky-test is flaky"]);
    }

    [Fact]
    public async Task tells_nothing_of_what_happens_while_it_is_silenced()
    {
        var alert = Seen.Of(AlertRule.Deployed, "silenced") with { Services = ["sil-*"] };
        await api.Database.DataSource.LookAsync(alert);
        var outbox = new AlertOutbox(api.Database.DataSource);
        await outbox.SilenceAsync(alert.Name, DateTime.UtcNow.AddHours(1), "alice", "maintenance", Ct);
        await PostAsync(Events.ServiceDeployed("sil-1", "production", Artifact(1), Seen.Ago(Minute)));
        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(0);
        (await outbox.StatesAsync([alert.Name], Ct)).ShouldHaveSingleItem().SilencedBy.ShouldBe("alice");
        await outbox.SilenceAsync(alert.Name, null, null, null, Ct);
        await PostAsync(Events.ServiceDeployed("sil-2", "production", Artifact(1), Seen.Ago(Minute)));

        (await api.Database.DataSource.LookAsync(alert)).ShouldBe(1);
        (await api.Database.DataSource.TitlesAsync(alert)).ShouldBe(["sil-2 1 was deployed to production"]);
    }

    [Fact]
    public async Task gathers_what_happens_together_in_one_message()
    {
        var alert = Seen.Of(AlertRule.Deployed, "gathered") with { Services = ["gat-*"], Group = TimeSpan.FromMinutes(5) };
        await api.Database.DataSource.LookAsync(alert);
        for (var i = 0; i < 2; i++)
        {
            await PostAsync([.. Enumerable.Range(i * 40, 40).Select(nth => Events.ServiceDeployed($"gat-{nth}", "production", Artifact(1), Seen.Ago(Minute)))]);
            (await api.Database.DataSource.LookAsync(alert)).ShouldBe(40);
        }

        (await api.Database.DataSource.RowsAsync(
            "select item_count, jsonb_array_length(items), due_at > now() + interval '4 minutes' from events.alert_message where alert = 'gathered'",
            row => (row.GetInt32(0), row.GetInt32(1), row.GetBoolean(2)))).ShouldBe([(80, 50, true)]);
    }

    private static AdmittedEvent Run(string run, string pipeline, string outcome, double at, string? branch)
    {
        var e = JsonNode.Parse(Events.PipelineRunFinished(run, at, outcome, pipeline).Json.Span)!;
        if (branch is not null)
        {
            e["customData"] = new JsonObject { ["github"] = new JsonObject { ["headBranch"] = branch } };
        }

        return ((Admission.Admitted)new Admitter().Admit(System.Text.Encoding.UTF8.GetBytes(e.ToJsonString()), AdmissionMode.Lenient)).Event;
    }

    private static AdmittedEvent Tested(string run, string test, string chain, string outcome, double at) => Events.Of(
        new TestCaseRunFinished { Outcome = new Outcome(outcome), TestCase = new() { Id = test, Name = test }, Environment = new Reference("/test") }, run, at, chain: chain);

    private static string Artifact(int version) => $"pkg:oci/shop?tag={version}";

    private async Task PostAsync(params AdmittedEvent[] events)
    {
        var receipt = (await (await api.PostAsync(Lines(events.Select(e => e.Json)), "application/x-ndjson")).ManyAsync())!;
        receipt.Appended.ShouldBe(events.Length);
        await api.VisibleAsync();
    }
}
