using System.Text.Json;

namespace CdViz.Api.Tests.Commands;

/// <summary><c>send --run</c>: a real command, a real server, exit codes, signals, and what is kept while no server answers.</summary>
public sealed class A_command_that_is_run(ListeningFixture fixture) : IClassFixture<ListeningFixture>, IDisposable
{
    private const string Nowhere = "http://127.0.0.1:9";

    private readonly TestApi api = fixture.Api;
    private readonly string folder = Directory.CreateTempSubdirectory("run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task keeps_its_output_and_its_exit_code_and_is_told()
    {
        var (code, output, error) = await RunAsync("taskrun", ["--id", "t-1", "--name", "pack", "--pipelinerun", "p-1", "--metadata", "team=shop"], "read line; echo \"out $line $CDVIZ_PIPELINERUN\"; echo err >&2; exit 7", "told\n");

        code.ShouldBe(7);
        output.ShouldBe("out told p-1\n");
        error.ShouldBe("err\n");
        var events = await EventsAsync("t-1");
        events.Select(TypeOf).ShouldBe(["taskrun.started", "taskrun.finished"]);
        var content = events[1].GetProperty("subject").GetProperty("content");
        (content.Text("taskName"), content.Text("outcome"), content.Text("errors"), content.GetProperty("pipelineRun").Text("id")).ShouldBe(("pack", "failure", "Exit code 7.", "p-1"));
        var details = events[1].GetProperty("customData").GetProperty("taskrun");
        (details.Text("team"), details.GetProperty("summary").Whole("exit_code")).ShouldBe(("shop", 7));
    }

    [Theory]
    [InlineData("build", "build.started", "build.finished")]
    [InlineData("pipelinerun", "pipelinerun.started", "pipelinerun.finished")]
    [InlineData("test", "testsuiterun.started", "testsuiterun.finished")]
    public async Task may_be_of_any_kind(string kind, string started, string finished)
    {
        (await RunAsync(kind, ["--id", $"k-{kind}", "--artifact", "pkg:oci/cart?tag=1"], "exit 0")).Code.ShouldBe(0);

        (await EventsAsync($"k-{kind}")).Select(TypeOf).ShouldBe([started, finished]);
    }

    [Fact]
    public async Task tells_what_its_reports_say_and_not_what_an_earlier_run_left()
    {
        var (stale, fresh) = (Path.Combine(folder, "TEST-old.xml"), Path.Combine(folder, "deep", "TEST-new.xml"));
        await File.WriteAllTextAsync(stale, "<testsuite name='Old'><testcase name='gone'/></testsuite>", Answers.Ct);
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddHours(-1));
        var script = $"mkdir -p {folder}/deep; echo \"<testsuites><testsuite name='Cart' time='1'><testcase name='keeps' time='0.5'/><testcase name='loses' time='0.5'><failure message='2 for 1'/></testcase></testsuite></testsuites>\" > {fresh}; printf '1..1\\nok 1 - starts # SKIP no screen\\n' > {folder}/page.tap";

        var (code, _, error) = await RunAsync("test", ["--id", "s-1", "--report", $"{folder}/**/TEST-*.xml", "--report", $"{folder}/*.tap", "--output", "https://ci.example.com/17/report.html"], script);

        code.ShouldBe(0, error);
        error.ShouldContain("1 reports are older than this run");
        var whole = (await EventsAsync("s-1"))[^1];
        // A failed case is what counts, though the command said nothing of it.
        (whole.GetProperty("subject").GetProperty("content").Text("outcome"), TypeOf(whole)).ShouldBe(("failure", "testsuiterun.finished"));
        var summary = whole.GetProperty("customData").GetProperty("testsuiterun").GetProperty("summary");
        ((string[])["results_count", "passed", "failed", "errors", "skipped"]).Select(name => summary.Whole(name)).ShouldBe([3, 1, 1, 0, 1]);
        (await EventsAsync("s-1/Cart")).Select(TypeOf).ShouldBe(["testsuiterun.started", "testsuiterun.finished"]);
        (await EventsAsync("s-1/Cart/loses")).Single().GetProperty("subject").GetProperty("content").Text("reason").ShouldBe("2 for 1");
        (await EventsAsync("https://ci.example.com/17/report.html")).Select(TypeOf).ShouldBe(["testoutput.published"]);
    }

    [Theory]
    [InlineData("/nowhere/to/be/found", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task that_cannot_be_run_is_an_error(string command, int expected)
    {
        var id = $"c-{expected}";
        var (code, _, error) = await TestProgram.RunAsync(["send", "--run", "taskrun", "--id", id, "--source", "urn:test", "--", command, "x"], "", ("CDVIZ_URL", $"{api.Client.BaseAddress}"), Kept());

        code.ShouldBe(expected);
        error.ShouldContain(command);
        (await EventsAsync(id))[^1].GetProperty("subject").GetProperty("content").Text("outcome").ShouldBe("error");
    }

    [Fact]
    public async Task gets_the_signals_and_says_what_they_mean()
    {
        var ready = Path.Combine(folder, "ready");
        using var process = TestProgram.Start(
            ["send", "--run", "taskrun", "--id", "sig-1", "--source", "urn:test", "--", "sh", "-c", $"trap 'echo asked; exit 42' TERM; touch {ready}; while :; do sleep 0.05; done"],
            ("CDVIZ_URL", $"{api.Client.BaseAddress}"), Kept());
        await WaitFor.TrueAsync(() => Task.FromResult(File.Exists(ready)), "the command runs");

        await Signal.SendAsync("TERM", $"{process.Id}");
        var output = await process.StandardOutput.ReadToEndAsync(Answers.Ct);
        await process.WaitForExitAsync(Answers.Ct);

        (process.ExitCode, output).ShouldBe((42, "asked\n"));
        (await EventsAsync("sig-1"))[^1].GetProperty("subject").GetProperty("content").Text("outcome").ShouldBe("cancel");
    }

    [Fact]
    public async Task that_is_killed_is_told_as_such()
    {
        (await RunAsync("taskrun", ["--id", "kill-1"], "kill -9 $$")).Code.ShouldBe(137);

        var content = (await EventsAsync("kill-1"))[^1].GetProperty("subject").GetProperty("content");
        (content.Text("outcome"), content.Text("errors")).ShouldBe(("error", "It was ended by signal 9."));
    }

    [Fact]
    public async Task is_told_later_where_no_server_answers()
    {
        var (code, output, error) = await RunAsync("taskrun", ["--id", "late-1", "--url", Nowhere], "echo done; exit 3");

        (code, output).ShouldBe((3, "done\n"));
        error.ShouldContain("events are kept in");
        File.ReadAllLines(Kept().Value!).Length.ShouldBe(2);
        // What was killed while it wrote.
        await File.AppendAllTextAsync(Kept().Value!, "{\"context\":{\"id", Answers.Ct);

        (await RunAsync("taskrun", ["--id", "late-2"], "exit 0")).Code.ShouldBe(0);

        (await EventsAsync("late-1")).Select(TypeOf).ShouldBe(["taskrun.started", "taskrun.finished"]);
        (await EventsAsync("late-2")).Count.ShouldBe(2);
        new FileInfo(Kept().Value!).Length.ShouldBe(0);
        (await TestProgram.RunAsync(["send", "--kept"], "", ("CDVIZ_URL", $"{api.Client.BaseAddress}"), Kept())).Output.ShouldContain("nothing is kept");
    }

    [Fact]
    public async Task keeps_what_is_sent_by_hand()
    {
        await RunAsync("taskrun", ["--id", "hand-1", "--url", Nowhere], "exit 0");
        await RunAsync("taskrun", ["--id", "hand-2", "--url", Nowhere], "exit 0");

        var (code, output, _) = await TestProgram.RunAsync(["send", "--kept"], "", ("CDVIZ_URL", $"{api.Client.BaseAddress}"), Kept());

        code.ShouldBe(0);
        output.ShouldContain("4 appended");
        (await EventsAsync("hand-2")).Count.ShouldBe(2);
        (await TestProgram.RunAsync(["send", "--kept"], "", ("CDVIZ_URL", Nowhere), ("CDVIZ_KEEP", "/nowhere/kept"))).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("--metadata team", "--metadata is 'team'; allowed: name=value.")]
    [InlineData("--output page", "--output is 'page'; allowed: an address.")]
    [InlineData("--report-format csv", "--report-format is 'csv'; allowed: junit")]
    [InlineData("--send-time 0", "--send-time is '0'; allowed: a whole number from 1 to 600")]
    public async Task is_not_run_where_an_option_is_wrong(string options, string says)
    {
        var (code, output, error) = await RunAsync("taskrun", [.. options.Split(' ')], "echo ran");

        (code, output).ShouldBe((ExitCode.WrongUse, ""));
        error.ShouldContain(says);
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS=true GITHUB_REPOSITORY=acme/shop GITHUB_RUN_ID=17 GITHUB_RUN_ATTEMPT=2 GITHUB_JOB=unit GITHUB_WORKFLOW=ci GITHUB_SHA=c0ffee",
        "github https://github.com/acme/shop/actions https://api.github.com/repos/acme/shop/actions/runs/17/attempts/2 https://github.com/acme/shop/actions/runs/17/attempts/2/unit acme/shop/ci/unit c0ffee")]
    [InlineData("GITLAB_CI=true CI_PROJECT_URL=https://gitlab.com/acme/shop CI_PROJECT_PATH=acme/shop CI_PIPELINE_URL=https://gitlab.com/acme/shop/-/pipelines/9 CI_JOB_URL=https://gitlab.com/acme/shop/-/jobs/17 CI_JOB_NAME=unit CI_COMMIT_SHA=c0ffee",
        "gitlab https://gitlab.com/acme/shop/-/pipelines https://gitlab.com/acme/shop/-/pipelines/9 https://gitlab.com/acme/shop/-/jobs/17 acme/shop/unit c0ffee")]
    [InlineData("JENKINS_URL=https://ci.example.com/ BUILD_URL=https://ci.example.com/job/shop/17/ JOB_NAME=shop STAGE_NAME=unit GIT_COMMIT=c0ffee",
        "jenkins https://ci.example.com/ https://ci.example.com/job/shop/17/ https://ci.example.com/job/shop/17/unit shop/unit c0ffee")]
    [InlineData("TF_BUILD=True SYSTEM_COLLECTIONURI=https://dev.azure.com/acme/ SYSTEM_TEAMPROJECT=shop BUILD_BUILDID=17 SYSTEM_JOBID=j BUILD_DEFINITIONNAME=ci SYSTEM_JOBDISPLAYNAME=unit BUILD_SOURCEVERSION=c0ffee",
        "azure https://dev.azure.com/acme/shop/_build https://dev.azure.com/acme/shop/_build/results?buildId=17 https://dev.azure.com/acme/shop/_build/results?buildId=17&view=logs&j=j&attempt=1 shop/ci/unit c0ffee")]
    [InlineData("BUILDKITE=true BUILDKITE_ORGANIZATION_SLUG=acme BUILDKITE_PIPELINE_SLUG=shop BUILDKITE_BUILD_URL=https://buildkite.com/acme/shop/builds/17 BUILDKITE_JOB_ID=j BUILDKITE_LABEL=unit BUILDKITE_COMMIT=c0ffee",
        "buildkite https://buildkite.com/acme/shop https://buildkite.com/acme/shop/builds/17 https://buildkite.com/acme/shop/builds/17#j acme/shop/unit c0ffee")]
    public void is_known_by_the_variables_of_its_CI_server(string variables, string known)
    {
        var set = variables.Split(' ').ToDictionary(pair => pair.Split('=', 2)[0], pair => pair.Split('=', 2)[1]);

        var run = CiRun.Of(name => set.GetValueOrDefault(name)).ShouldNotBeNull();

        string.Join(' ', run.Name, run.Source, run.Pipeline, run.Job, run.JobName, run.Commit).ShouldBe(known);
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", null)]
    [InlineData("release-17", "release-17")]
    [InlineData(" ", null)]
    public void belongs_to_the_chain_of_its_trace(string traceParent, string? chain) => TraceParent.ChainOf(traceParent).ShouldBe(chain);

    private static string TypeOf(JsonElement e) => string.Join('.', e.GetProperty("context").Text("type")!.Split('.')[2..4]);

    private (string Name, string? Value) Kept() => ("CDVIZ_KEEP", Path.Combine(folder, "kept.ndjson"));

    private async Task<(int Code, string Output, string Error)> RunAsync(string kind, string[] options, string script, string input = "")
    {
        var (code, output, error) = await TestProgram.RunAsync(
            ["send", "--run", kind, "--source", "urn:test", .. options, "--", "sh", "-c", script], input,
            ("CDVIZ_URL", $"{api.Client.BaseAddress}"), Kept(), ("GITHUB_ACTIONS", null), ("GITLAB_CI", null));
        return (code, output, error);
    }

    private async Task<List<JsonElement>> EventsAsync(string subject) =>
        [.. (await api.GetAsync($"/events?limit=100&subject={Uri.EscapeDataString(subject)}")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("data").Clone())];
}
