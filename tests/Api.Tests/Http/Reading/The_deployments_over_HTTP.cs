using System.Net;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class The_deployments_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task show_what_ran_then_and_what_was_known_then()
    {
        await PostAsync(Events.ServiceDeployed("then", "production", Artifact(1), 1), Events.ServiceUpgraded("then", "production", Artifact(3), 9));
        var known = await api.Database.DataSource.ScalarAsync<DateTime>("select max(recorded_at) from cdviz.deployment_event");
        await PostAsync(Events.ServiceUpgraded("then", "production", Artifact(2), 5));

        (await VersionsAsync($"/deployments?service=then&at={At(7)}")).ShouldBe(["2"]);
        (await VersionsAsync($"/deployments?service=then&at={At(7)}&known={Time(known)}")).ShouldBe(["1"]);
        (await VersionsAsync($"/deployments?service=then&known={Time(known)}")).ShouldBe(["3"]);
        (await VersionsAsync($"/deployments?service=then&at={At(0)}")).ShouldBeEmpty();
        (await VersionsAsync($"/deployments?service=then&at={Uri.EscapeDataString("2026-03-02T11:00:05+02:00")}")).ShouldBe(["2"]);
        (await VersionsAsync("/deployments?service=then&environment=production")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task are_not_hidden_by_a_stamp_in_the_future()
    {
        var tomorrow = (DateTimeOffset.UtcNow.AddDays(1) - Events.Epoch).TotalSeconds;
        await PostAsync(Events.ServiceDeployed("ahead", "production", Artifact(1), 1));
        var receipt = await (await api.PostAsync(Events.ServiceUpgraded("ahead", "production", Artifact(2), tomorrow).Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        await api.VisibleAsync();

        var warning = receipt.GetProperty("warnings").EnumerateArray().ShouldHaveSingleItem();
        (warning.Text("pointer"), warning.Text("rule")).ShouldBe(("/context/timestamp", "context.timestamp.ahead"));
        (await VersionsAsync("/deployments?service=ahead")).ShouldBe(["1"]);
        (await VersionsAsync($"/deployments?service=ahead&known={Time(DateTime.UtcNow)}")).ShouldBe(["1"]);
        (await VersionsAsync($"/deployments?service=ahead&at={Time(DateTime.UtcNow.AddDays(2))}")).ShouldBe(["2"]);
        (await api.GetAsync("/deployments/history?service=ahead")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("ahead").GetBoolean()).ShouldBe([true, false]);
    }

    [Fact]
    public async Task end_with_their_environment()
    {
        await PostAsync(
            Events.ServiceDeployed("ending", "doomed", Artifact(1), 1), Events.Of(new EnvironmentDeleted(), "doomed", 5), Events.ServiceDeployed("later", "doomed", Artifact(1), 9));
        await api.VisibleAsync();

        (await api.GetAsync("/deployments?environment=doomed")).GetProperty("items").EnumerateArray().Select(item => item.Text("service")).ShouldBe(["later"]);
        var ended = (await api.GetAsync("/deployments/history?service=ending")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (ended.Text("endedBy"), ended.GetProperty("endInferred").GetBoolean()).ShouldBe(("removed", true));
    }

    [Fact]
    public async Task are_told_apart_from_attempts()
    {
        await PostAsync(
            Events.Of(new TaskRunStarted { TaskName = "deploy-attempted" }, "attempt-1", 1), Events.Of(new TaskRunFinished { TaskName = "deploy-attempted", Outcome = new("failure") }, "attempt-1", 5),
            Events.Of(new TaskRunStarted { TaskName = "attempted" }, "attempt-2", 1));
        await api.VisibleAsync();

        var attempt = (await api.GetAsync("/deployments/attempts?name=deploy-attempted")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (attempt.Text("toldBy"), attempt.Text("outcome"), attempt.Text("subjectId")).ShouldBe(("taskrun", "failure", "attempt-1"));
        (await api.GetAsync("/deployments/attempts?name=attempted")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task show_the_history_page_by_page_the_latest_first()
    {
        await PostAsync([.. Enumerable.Range(1, 7).Select(i => Events.ServiceUpgraded("paged", "production", Artifact(i), i * 10)), Events.ServiceRemoved("paged", "production", 80)]);

        (await PagedAsync("/deployments/history?service=paged&limit=2")).ShouldBe(["7", "6", "5", "4", "3", "2", "1"]);
        (await PagedAsync($"/deployments/history?service=paged&environment=production&limit=1&from={At(35)}&to={At(60)}")).ShouldBe(["5", "4", "3"]);
        (await PagedAsync($"/deployments/history?service=paged&from={At(80)}")).ShouldBeEmpty();
        var last = (await api.GetAsync("/deployments/history?service=paged&limit=1")).GetProperty("items")[0];
        (last.Text("validFrom"), last.Text("validTo"), last.Text("endedBy"), last.Text("previousVersion"), last.Number("durationSeconds"), last.Whole("ordinal"))
            .ShouldBe(("2026-03-02T09:01:10Z", "2026-03-02T09:01:20Z", "removed", "6", 10, 7));
    }

    [Fact]
    public async Task mark_a_roll_back_that_nobody_sent()
    {
        await PostAsync([.. ((int[])[1, 2, 3, 1]).Select((version, i) => Events.ServiceUpgraded("back", "production", Artifact(version), i))]);

        var history = (await api.GetAsync("/deployments/history?service=back")).GetProperty("items").EnumerateArray().ToList();

        history.Select(item => item.Text("rollback")).ShouldBe(["inferred", null, null, null]);
        history[0].Whole("returnsTo").ShouldBe(1);
    }

    [Fact]
    public async Task show_what_changed_between_two_times()
    {
        await PostAsync(
            Events.ServiceDeployed("old", "changing", Artifact(1), 1), Events.ServiceDeployed("same", "changing", Artifact(1), 1), Events.ServiceDeployed("gone", "changing", Artifact(1), 1),
            Events.ServiceDeployed("again", "changing", Artifact(1), 1), Events.ServiceUpgraded("old", "changing", Artifact(2), 5), Events.ServiceDeployed("new", "changing", Artifact(1), 6),
            Events.ServiceRemoved("gone", "changing", 6), Events.ServiceUpgraded("again", "changing", Artifact(2), 6), Events.ServiceUpgraded("again", "changing", Artifact(1), 7));

        var changes = (await api.GetAsync($"/deployments/changes?environment=changing&from={At(3)}&to={At(9)}")).GetProperty("items").EnumerateArray()
            .Select(item => $"{item.Text("service")} {item.Text("change")} {item.Whole("deployments")} {item.Whole("rollbacks")} {Version(item, "before")}>{Version(item, "after")}");

        changes.ShouldBe(["again redeployed 2 1 1>1", "gone removed 0 0 1>", "new added 1 0 >1", "old replaced 1 0 1>2"]);
        (await api.Client.GetAsync("/deployments/changes", Ct)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task show_how_two_environments_differ()
    {
        await PostAsync(
            Events.ServiceDeployed("a", "here", Artifact(1), 1), Events.ServiceDeployed("a", "there", Artifact(1), 2), Events.ServiceDeployed("b", "here", Artifact(1), 1),
            Events.ServiceDeployed("b", "there", Artifact(2), 2), Events.ServiceDeployed("c", "here", Artifact(1), 1), Events.ServiceDeployed("d", "there", Artifact(1), 1));

        (await ComparedAsync("/deployments/comparison?environment=here&with=there")).ShouldBe(["a same", "b different", "c only-here", "d only-there"]);
        (await ComparedAsync($"/deployments/comparison?environment=here&with=there&service=b&at={At(1)}")).ShouldBe(["b only-here"]);
        (await api.Client.GetAsync("/deployments/comparison?environment=here", Ct)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static string Artifact(int version) => $"pkg:oci/shop?tag={version}";

    private static string At(double at) => Time(Events.T(at).UtcDateTime);

    private static string Time(DateTime time) => Uri.EscapeDataString(time.ToString("O"));

    private static string? Version(JsonElement item, string side) => item.GetProperty(side) is { ValueKind: JsonValueKind.Object } there ? there.Text("version") : null;

    private async Task PostAsync(params AdmittedEvent[] events)
    {
        await (await api.PostAsync(Lines(events.Select(e => e.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.VisibleAsync();
    }

    private async Task<List<string?>> VersionsAsync(string path) =>
        [.. (await api.GetAsync(path)).GetProperty("items").EnumerateArray().Select(item => item.Text("version"))];

    private async Task<List<string>> ComparedAsync(string path) =>
        [.. (await api.GetAsync(path)).GetProperty("items").EnumerateArray().Select(item => $"{item.Text("service")} {item.Text("difference")}")];

    private async Task<List<string?>> PagedAsync(string path)
    {
        var all = new List<string?>();
        for (string? next = path; next is not null;)
        {
            var page = await api.GetAsync(next);
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("version")));
            next = page.Text("next");
        }

        return all;
    }
}
