using System.Text.Json;
using System.Text.RegularExpressions;

namespace CdViz.Api.Tests.Commands;

/// <summary>The commands that ask a running server.</summary>
public sealed partial class The_questions(The_questions.Server fixture) : IClassFixture<The_questions.Server>
{
    private const string Chain = "7ec2f1d0-4c0f-4d1b-9f62-4c8e0a1f6a77";

    private readonly TestApi api = fixture.Api;

    public static TheoryData<string, string> Lists => new()
    {
        { "deployments", "cart" }, { "deployments --environment production --service cart", "1.4.0" }, { "history", "cart" }, { "runs", "asked" }, { "runs --outcome success", "asked" },
        { "tests", "" }, { "incidents", "" }, { "changes", "" }, { "artifacts --source https://nowhere.example", "" }, { "tickets", "" }, { "builds", "" }, { "tasks", "" },
        { "evidence deployment_frequency --from 2026-03-01 --to 2026-03-04", "cart" }, { "events", "service.deployed" }, { "events --after 0 --type dev.cdevents.service.deployed", "cart" },
    };

    [Theory, MemberData(nameof(Lists))]
    public async Task are_answered_as_a_table_as_JSON_and_as_CSV(string command, string shows)
    {
        var (exitCode, table, error) = await RunAsync(command);
        exitCode.ShouldBe(ExitCode.Done, error);
        var json = JsonElement.Parse((await RunAsync($"{command} --json")).Output);
        var csv = (await RunAsync($"{command} --csv")).Output;

        json.ValueKind.ShouldBe(JsonValueKind.Array);
        csv.Split("\r\n")[0].Split(',').Length.ShouldBeGreaterThan(3);
        if (shows.Length == 0)
        {
            (table, error.Trim(), json.GetArrayLength()).ShouldBe(("", "Nothing found.", 0));
            return;
        }

        table.ShouldContain(shows);
        json[0].EnumerateObject().Select(member => member.Name).ShouldBe(csv.Split("\r\n")[0].Split(','));
        csv.Split("\r\n").Length.ShouldBe(json.GetArrayLength() + 2);
    }

    [Fact]
    public async Task have_the_filters_of_their_paths_as_options()
    {
        var paths = (await api.GetAsync("/openapi/v1.json")).GetProperty("paths");
        foreach (var question in Questions.All)
        {
            var asked = paths.GetProperty($"/{question.Path}").GetProperty("get").GetProperty("parameters").EnumerateArray()
                .Where(parameter => parameter.Text("in") is "query").Select(parameter => parameter.Text("name"));
            Filters.Parameters(question.Query).Select(parameter => parameter.Name).ShouldBe(asked, ignoreOrder: true, question.Name);

            var command = CommandLine.Root().Subcommands.Single(command => command.Name == question.Name);
            var members = ItemJson.Members(question.Item);
            question.Columns.ShouldAllBe(column => members.Contains(column.Member), question.Name);
            command.Options.Select(option => option.Name).ShouldContain("--json");
        }
    }

    [Fact]
    public async Task show_the_metrics_as_a_whole_and_by_period()
    {
        var (_, table, _) = await RunAsync("dora --from 2026-03-01 --to 2026-03-03 --by day --tz Europe/Berlin");
        table.ShouldContain("deployment frequency");
        table.ShouldContain("2026-03-01");
        table.ShouldContain("2026-03-02");
        (await RunAsync("dora --json")).Output.ShouldContain("\"metrics\"");
        (await RunAsync("dora --csv")).Output.Split("\r\n").Length.ShouldBe(7);
        (await RunAsync("dora --from 2026-03-01 --to 2026-03-03 --by day --csv")).Output.ShouldStartWith("metric,unit,period,value");
    }

    [Fact]
    public async Task show_a_chain_as_a_tree()
    {
        var (exitCode, tree, error) = await RunAsync($"trace {Chain}");
        exitCode.ShouldBe(ExitCode.Done, error);
        tree.ShouldContain("pipelinerun asked");
        tree.ShouldContain("deployment of cart in production");
        JsonElement.Parse((await RunAsync($"trace {Chain} --json")).Output).Text("chainId").ShouldBe(Chain);
        (await RunAsync($"trace {Chain} --csv")).Output.ShouldStartWith("cause,effect,relation,grade,at,missing");
        ShouldFail(await RunAsync("trace no/such?chain"), ExitCode.No, "There is no chain 'no/such?chain'.");
    }

    [Fact]
    public async Task find_an_artifact_by_any_of_its_names()
    {
        await api.PostAsync(Events.Of(new ArtifactPackaged { Change = new Reference("acme/shop/pull/17") }, $"pkg:oci/asked@sha256:{Digest}?tag=2.0.0", 5).Json);
        await api.PostAsync(Events.ServiceDeployed("asked", "production", $"pkg:oci/asked@sha256:{Digest}", 6).Json);
        await api.VisibleAsync();
        foreach (var name in new[] { $"pkg:oci/asked@sha256:{Digest}", "pkg:oci/asked?tag=2.0.0", $"sha256:{Digest}", $"pkg:oci/asked@sha256%3A{Digest.ToUpperInvariant()}" })
        {
            var (exitCode, output, error) = await RunAsync(["artifact", name]);
            exitCode.ShouldBe(ExitCode.Done, $"{name}: {error}");
            output.ShouldContain("acme/shop/pull/17");
            output.ShouldMatch(@"production\s+asked");
        }

        ShouldFail(await RunAsync(["artifact", "pkg:oci/asked?tag=3.0.0"]), ExitCode.No, "There is no artifact 'pkg:oci/asked?tag=3.0.0'.");
    }

    [Fact]
    public async Task follow_the_log()
    {
        using var process = TestProgram.Start(["events", "--follow", "--json", "--after", "0"], ("CDVIZ_URL", api.Client.BaseAddress!.ToString()));
        var first = await process.StandardOutput.ReadLineAsync(Answers.Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Answers.Ct);
        JsonElement.Parse(first!).Whole("position").ShouldBe(1);
        await api.PostAsync(Events.PipelineRunStarted("followed", 9).Json);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(Answers.Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Answers.Ct);
        }
        while (!line!.Contains("followed", StringComparison.Ordinal));

        process.Kill();
    }

    [Fact]
    public async Task show_the_newest_events_and_say_that_there_are_more()
    {
        var (_, output, error) = await RunAsync("events --limit 2 --json");
        var positions = JsonElement.Parse(output).EnumerateArray().Select(e => e.Whole("position")).ToList();
        positions[1].ShouldBe(positions[0] + 1);
        error.ShouldContain("2 shown; there are more");
        (await RunAsync("events --after 0 --limit 1 --json")).Output.ShouldContain("\"position\":1,");
    }

    [Theory]
    [InlineData("deployments --at yesterday", "--at is 'yesterday'; allowed: a time")]
    [InlineData("tests --kind unit", "--kind is 'unit'; allowed: case, suite")]
    [InlineData("evidence speed", "METRIC is 'speed'; allowed: deployment_frequency, ")]
    [InlineData("runs --json --csv", "--json and --csv exclude each other")]
    [InlineData("dora --definition none", "--definition: There is no definition 'none'")]
    [InlineData("history --environmnt production", "'--environmnt'")]
    public async Task that_cannot_be_meant_end_with_2(string command, string line) => ShouldFail(await RunAsync(command), ExitCode.WrongUse, line);

    [Fact]
    public async Task end_with_3_where_no_server_is() =>
        ShouldFail(await TestProgram.RunAsync(["deployments", "--url", "http://127.0.0.1:9"]), ExitCode.Unavailable, "./cdviz up");

    [Fact]
    public async Task say_nothing_in_colours_to_a_pipe() => Escape().IsMatch((await RunAsync("runs")).Output).ShouldBeFalse();

    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static void ShouldFail((int ExitCode, string Output, string Error) ran, int exitCode, string line)
    {
        ran.ExitCode.ShouldBe(exitCode, ran.Output + ran.Error);
        ran.Error.Trim().Split('\n').ShouldHaveSingleItem(ran.Error).ShouldContain(line);
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(string command) => RunAsync(command.Split(' '));

    private Task<(int ExitCode, string Output, string Error)> RunAsync(IReadOnlyList<string> arguments) =>
        TestProgram.RunAsync(arguments, "", ("CDVIZ_URL", api.Client.BaseAddress!.ToString()));

    [GeneratedRegex("\e")]
    private static partial Regex Escape();

    /// <summary>A server with a run, a deployment and a chain.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private TestApi? api;

        internal TestApi Api => api!;

        public async ValueTask InitializeAsync()
        {
            api = await TestApi.ListenAsync();
            foreach (var e in (AdmittedEvent[])
            [
                Events.PipelineRunStarted("asked", 1, chain: Chain), Events.PipelineRunFinished("asked", 2),
                Events.ServiceDeployed("cart", "production", "pkg:oci/cart?tag=1.4.0", 3, chain: Chain),
            ])
            {
                (await api.PostAsync(e.Json)).EnsureSuccessStatusCode();
            }

            await api.VisibleAsync();
        }

        public ValueTask DisposeAsync() => api?.DisposeAsync() ?? default;
    }
}
