using System.Net;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class The_read_tables_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    public static TheoryData<int> Seeds => [1, 2, 3, 4];

    [Theory, MemberData(nameof(Seeds))]
    public async Task show_at_once_what_runs_where_in_whatever_order_it_was_reported(int seed)
    {
        var service = $"shop-{seed}";
        AdmittedEvent[] events =
        [
            Events.ServiceDeployed(service, "staging", Artifact("1.0"), 1),
            Events.ServiceDeployed(service, "production", Artifact("1.0"), 2),
            Events.ServiceUpgraded(service, "staging", Artifact("1.1"), 3),
            Events.ServiceUpgraded(service, "production", Artifact("1.1"), 4),
            Events.ServiceRemoved(service, "staging", 5),
        ];
        new Random(seed).Shuffle(events);

        foreach (var e in events)
        {
            await (await api.PostAsync(e.Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        }

        var items = (await api.GetAsync($"/deployments?service={service}")).GetProperty("items");
        var running = items.EnumerateArray().ShouldHaveSingleItem($"seed {seed}");
        (running.Text("environment"), running.Text("artifactId"), running.Text("version"), running.Text("kind"))
            .ShouldBe(("production", Artifact("1.1"), "1.1", "upgraded"));
        running.GetProperty("deployedAt").GetDateTime().ShouldBe(Events.T(4).UtcDateTime);
        (await api.Database.DataSource.ColumnAsync<string>("select environment || artifact_id from cdviz.current_deployment where service = $1", service))
            .ShouldBe([$"production{Artifact("1.1")}"]);
        (await api.GetAsync($"/deployments?service={service}&environment=staging")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task show_pipeline_runs_page_by_page_the_latest_first()
    {
        await PostAsync(Enumerable.Range(0, 23).SelectMany<int, AdmittedEvent>(run =>
        [
            Events.PipelineRunQueued($"page-{run}", 1000 + (run / 3), "paged"),
            Events.PipelineRunStarted($"page-{run}", 1010 + (run / 3), "paged"),
            Events.PipelineRunFinished($"page-{run}", 1100 + (run / 3), run % 2 == 0 ? "success" : "failure", "paged"),
        ]));
        await api.VisibleAsync();

        var all = await AllAsync("/pipeline-runs?name=paged&limit=5");
        var failed = await AllAsync("/pipeline-runs?name=paged&limit=2&outcome=failure");
        var some = await AllAsync($"/pipeline-runs?name=paged&from={Time(1102)}&to={Time(1104)}");

        all.Select(run => run.Text("subjectId")).Distinct().Count().ShouldBe(23);
        all.Count.ShouldBe(23);
        all.Select(run => run.Text("lastSeenAt")).ShouldBeInOrder(SortDirection.Descending);
        failed.Count.ShouldBe(11);
        some.Count.ShouldBe(6);
        var run = all.Single(one => one.Text("subjectId") == "page-4");
        (run.Whole("attempt"), run.Text("outcome"), run.Number("queueSeconds"), run.Number("durationSeconds")).ShouldBe((1, "success", 10, 90));
        run.GetProperty("errors").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task show_test_runs()
    {
        var (environment, suite, pays) = (new Reference("ci"), new Reference("suite-1"), new TestCase { Id = "case", Name = "pays" });
        await PostAsync([
            Events.Of(new TestSuiteRunStarted { Environment = environment, TestSuite = new() { Id = "suite", Name = "the suite" } }, "suite-1", 1),
            Events.Of(new TestCaseRunStarted { Environment = environment, TestCase = pays, TestSuiteRun = suite }, "case-1", 2),
            Events.Of(new TestCaseRunFinished { Environment = environment, TestCase = pays, TestSuiteRun = suite, Outcome = new("failure") }, "case-1", 5),
        ]);
        await api.VisibleAsync();

        var cases = await AllAsync("/test-runs?kind=case&suiteRunId=suite-1&environment=ci&outcome=failure");
        var suites = await AllAsync("/test-runs?kind=suite&limit=1");

        var one = cases.ShouldHaveSingleItem();
        (one.Text("name"), one.Text("outcome"), one.Text("outcomeRaw"), one.Number("durationSeconds")).ShouldBe(("pays", "failure", "failure", 3));
        suites.ShouldHaveSingleItem().GetProperty("outcome").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task show_task_runs_of_a_pipeline_run_builds_of_an_artifact_and_what_a_test_left_behind()
    {
        await PostAsync([
            Events.Of(new TaskRunStarted { TaskName = "compile", PipelineRun = new("run-7") }, "task-7", 1),
            Events.Of(new TaskRunFinished { TaskName = "compile", PipelineRun = new("run-7"), Outcome = new("timed_out") }, "task-7", 4),
            Events.Of(new TaskRunStarted { TaskName = "compile", PipelineRun = new("run-8") }, "task-8", 2),
            Events.Of(new BuildQueued(), "build-7", 1), Events.Of(new BuildFinished { ArtifactId = Artifact("7") }, "build-7", 9),
            Events.Of(
                new TestOutputPublished { OutputType = "video", Format = "video/webm", Uri = "https://ci.example/v", TestCaseRun = new("case-7") }, "video-7", 3),
        ]);
        await api.VisibleAsync();

        var task = (await AllAsync("/task-runs?pipelineRunId=run-7&limit=1")).ShouldHaveSingleItem();
        var build = (await AllAsync($"/builds?artifactId={Uri.EscapeDataString(Artifact("7"))}")).ShouldHaveSingleItem();
        var output = (await AllAsync("/test-outputs?testCaseRunId=case-7&outputType=video")).ShouldHaveSingleItem();

        (task.Text("subjectId"), task.Text("outcome"), task.Text("outcomeRaw"), task.Number("durationSeconds")).ShouldBe(("task-7", "error", "timed_out", 3));
        (build.Text("subjectId"), build.GetProperty("startedAt").ValueKind, build.GetProperty("queueSeconds").ValueKind)
            .ShouldBe(("build-7", JsonValueKind.Null, JsonValueKind.Null));
        (output.Text("format"), output.Text("url")).ShouldBe(("video/webm", "https://ci.example/v"));
        (await AllAsync("/task-runs?name=compile&limit=1")).Count.ShouldBe(2);
    }

    private static string Artifact(string version) => $"pkg:oci/shop@{version}";

    private static string Time(double at) => Uri.EscapeDataString(Events.T(at).ToString("O"));

    private async Task PostAsync(IEnumerable<AdmittedEvent> events)
    {
        using var response = await api.PostAsync(Lines(events.Select(e => e.Json)), "application/x-ndjson");
        (await response.ManyAsync())!.Rejected.ShouldBe(0);
    }

    private async Task<List<JsonElement>> AllAsync(string path)
    {
        var all = new List<JsonElement>();
        for (string? next = path; next is not null;)
        {
            var page = await api.GetAsync(next);
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.Text("next");
        }

        return all;
    }
}
