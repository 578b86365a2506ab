using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Pulling;

/// <summary>The histories of GitHub, GitLab and Jenkins, as their REST APIs tell them.</summary>
public sealed class What_tools_remember
{
    private const string Runs = """
        {"total_count":2,"workflow_runs":[
         {"id":2,"url":"API/repos/acme/shop/actions/runs/2","html_url":"https://github.com/acme/shop/actions/runs/2","name":"build","run_attempt":2,"status":"completed","conclusion":"success",
          "created_at":"2026-03-02T09:10:00Z","run_started_at":"2026-03-02T09:20:00Z","updated_at":"2026-03-02T09:25:00Z","head_sha":"bb22","head_branch":"main","event":"push","run_number":8},
         {"id":1,"url":"API/repos/acme/shop/actions/runs/1","html_url":"https://github.com/acme/shop/actions/runs/1","name":"build","run_attempt":1,"status":"in_progress","conclusion":null,
          "created_at":"2026-02-01T09:00:00Z","run_started_at":"2026-02-01T09:00:05Z","updated_at":"2026-02-01T09:00:06Z","head_sha":"aa11","head_branch":"main","event":"push","run_number":7}]}
        """;

    private const string Pulls = """
        [{"url":"API/repos/acme/shop/pulls/NR","number":NR,"state":"closed","title":"Change","created_at":"2026-03-02T08:00:00Z","updated_at":"2026-03-02T09:00:00Z","closed_at":"2026-03-02T09:00:00Z",
          "merged_at":"2026-03-02T09:00:00Z","merge_commit_sha":"cc33","head":{"sha":"bb22","ref":"topic"},"base":{"sha":"aa11","ref":"main"}}]
        """;

    private const string First = """
        {"id":2,"url":"API/repos/acme/shop/actions/runs/2","html_url":"https://github.com/acme/shop/actions/runs/2","name":"build","run_attempt":1,"status":"completed","conclusion":"failure",
         "created_at":"2026-03-02T09:10:00Z","run_started_at":"2026-03-02T09:10:05Z","updated_at":"2026-03-02T09:15:00Z","head_sha":"bb22","head_branch":"main","event":"push","run_number":8}
        """;

    private const string Releases = """
        [{"tag_name":"1.4.0","html_url":"https://github.com/acme/shop/releases/tag/1.4.0","draft":false,"target_commitish":"main","published_at":"2026-03-02T10:00:00Z","created_at":"2026-03-02T09:59:00Z",
          "author":{"login":"jane"},"assets":[]}, {"tag_name":"1.5.0","draft":true,"published_at":null}]
        """;

    private const string Deployments = """[{"id":5,"url":"API/repos/acme/shop/deployments/5","sha":"cc33","ref":"main","task":"deploy","environment":"production","payload":{},"created_at":"2026-03-02T10:05:00Z"}]""";

    private const string Statuses = """
        [{"id":2,"state":"success","environment":"production","created_at":"2026-03-02T10:06:00Z"},{"id":1,"state":"pending","environment":"production","created_at":"2026-03-02T10:05:30Z"}]
        """;

    [Fact]
    public async Task of_GitHub_is_imported_once_whatever_came_by_webhook_and_however_often_it_is_asked()
    {
        var (limited, isBroken) = (0, true);
        await using var github = await ToolServer.StartAsync(context => AnswerAsync(context, ref limited, isBroken));
        await using var api = await TestApi.StartAsync(settings => settings with { Sources = [new() { Name = "github", Type = SourceType.Webhook, Rules = [new() { Header = "X-GitHub-Event", Check = RuleCheck.Exists }] }] });
        var run = JsonElement.Parse(First.Replace("API/", github.Url.ToString(), StringComparison.Ordinal)).GetRawText();
        var entry = await api.EntryAsync(await api.SendAsync(
            "/webhooks/github",
            Encoding.UTF8.GetBytes($$"""{"action":"completed","workflow_run":{{run}},"repository":{"full_name":"acme/shop","url":"{{github.Url}}repos/acme/shop"} }"""),
            "application/json", ("X-GitHub-Event", "workflow_run")));
        entry.Text("state").ShouldBe("done");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "hush\n", Ct);

        // The last part does not answer; what was read before is not asked for again.
        var (exitCode, output, error) = await ImportAsync(api, "github", "acme/shop", "--url", github.Url.ToString(), "--token-file", file, "--since", "2026-03-01");
        (exitCode, error).ShouldBe((ExitCode.Unavailable, error), output);
        error.ShouldContain("answers 500");
        output.ShouldContain("asked to wait for 1 s");
        isBroken = false;
        var asked = github.Asked.Count;
        (exitCode, output, error) = await ImportAsync(api, "github", "acme/shop", "--url", github.Url.ToString(), "--token-file", file, "--since", "2026-03-01");
        exitCode.ShouldBe(ExitCode.Done, output + error);
        github.Asked.Skip(asked).ShouldNotContain(one => one.Path.Contains("/pulls", StringComparison.Ordinal));

        var made = await api.Database.DataSource.ColumnAsync<string>("select regexp_replace(data #>> '{context,type}', '^dev.cdevents.([a-z]+.[a-z]+).*', '\\1') from events.mt_events order by 1");
        made.ShouldBe(
        [
            "artifact.published", "change.created", "change.created", "change.merged", "change.merged", "pipelinerun.finished", "pipelinerun.finished", "pipelinerun.queued", "pipelinerun.queued",
            "pipelinerun.started", "pipelinerun.started", "service.deployed",
        ]);
        (await api.Database.DataSource.ScalarAsync<string>("select data #>> '{subject,id}' from events.mt_events where data #>> '{context,type}' like '%service.deployed%'")).ShouldBe("/acme/shop");
        github.Asked.ShouldAllBe(one => one.Headers.Authorization == "Bearer hush");

        (exitCode, output, error) = await ImportAsync(api, "github", "acme/shop", "--url", github.Url.ToString(), "--token-file", file, "--since", "2026-03-01");
        exitCode.ShouldBe(ExitCode.Done, output + error);
        output.ShouldContain("0 events appended, 12 in the log before, 0 in the quarantine, 0 not understood");
        File.Delete(file);

        static Task AnswerAsync(HttpContext context, ref int limited, bool isBroken)
        {
            var path = context.Request.Path.Value!;
            if (path.EndsWith("/releases", StringComparison.Ordinal) && limited++ is 0)
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                (context.Response.Headers.RetryAfter, context.Response.Headers["X-RateLimit-Remaining"]) = ("1", "0");
                return Task.CompletedTask;
            }

            var page = context.Request.Query["page"].FirstOrDefault() ?? "1";
            if (path.EndsWith("/pulls", StringComparison.Ordinal) && page is "1")
            {
                context.Response.Headers.Link = $"<http://{context.Request.Host}{path}?page=2>; rel=\"next\", <http://{context.Request.Host}{path}?page=2>; rel=\"last\"";
            }

            var body = path switch
            {
                "/repos/acme/shop" => """{"full_name":"acme/shop","url":"API/repos/acme/shop","html_url":"https://github.com/acme/shop"}""",
                "/repos/acme/shop/pulls" => Pulls.Replace("NR", page, StringComparison.Ordinal),
                "/repos/acme/shop/actions/runs" => Runs,
                "/repos/acme/shop/actions/runs/2/attempts/1" => First,
                "/repos/acme/shop/releases" => Releases,
                "/repos/acme/shop/deployments" => isBroken ? null : Deployments,
                "/repos/acme/shop/deployments/5/statuses" => Statuses,
                _ => null,
            };
            return TellAsync(context, body);
        }
    }

    [Fact]
    public async Task of_GitLab_has_the_ids_of_its_webhooks()
    {
        await using var gitlab = await ToolServer.StartAsync(context => TellAsync(context, context.Request.Path.Value switch
        {
            // Kestrel leaves an encoded slash as it is.
            "/api/v4/projects/acme%2Fshop" => """{"web_url":"https://gitlab.example.com/acme/shop","path_with_namespace":"acme/shop"}""",
            "/api/v4/projects/acme%2Fshop/pipelines" => """[{"id":7,"status":"success"}]""",
            "/api/v4/projects/acme%2Fshop/pipelines/7" => """
                {"id":7,"name":null,"ref":"main","sha":"aa11","source":"push","status":"success","created_at":"2026-03-02T09:00:00.123Z","started_at":"2026-03-02T09:00:05.456Z",
                 "finished_at":"2026-03-02T09:05:00.789Z","queued_duration":5}
                """,
            "/api/v4/projects/acme%2Fshop/merge_requests" => """
                [{"iid":3,"web_url":"https://gitlab.example.com/acme/shop/-/merge_requests/3","state":"merged","title":"Change","sha":"aa11","merge_commit_sha":"bb22","source_branch":"topic",
                  "target_branch":"main","created_at":"2026-03-02T08:00:00.1Z","updated_at":"2026-03-02T08:59:59.9Z","merged_at":"2026-03-02T08:59:59.9Z"}]
                """,
            "/api/v4/projects/acme%2Fshop/releases" => """[{"tag_name":"1.4.0","name":"1.4.0","released_at":"2026-03-02T09:30:00.000Z","created_at":"2026-03-02T09:30:00.000Z","_links":{"self":"https://gitlab.example.com/acme/shop/-/releases/1.4.0"}}]""",
            "/api/v4/projects/acme%2Fshop/deployments" => """
                [{"id":4,"status":"success","sha":"aa11","ref":"main","environment":{"name":"production","external_url":"https://shop.example.com"},
                  "deployable":{"web_url":"https://gitlab.example.com/acme/shop/-/jobs/9","finished_at":"2026-03-02T09:40:00.5Z"},"updated_at":"2026-03-02T09:40:01.5Z"}]
                """,
            _ => null,
        }));
        await using var api = await TestApi.StartAsync(settings => settings with { Sources = [new() { Name = "gitlab", Type = SourceType.Webhook, Rules = [new() { Header = "X-Gitlab-Event", Check = RuleCheck.Exists }] }] });
        (await api.EntryAsync(await api.SendAsync(
            "/webhooks/gitlab",
            """
            {"object_kind":"pipeline","object_attributes":{"id":7,"name":null,"ref":"main","sha":"aa11","source":"push","status":"success","created_at":"2026-03-02 09:00:00 UTC","finished_at":"2026-03-02 09:05:00 UTC",
             "queued_duration":5},"project":{"web_url":"https://gitlab.example.com/acme/shop","path_with_namespace":"acme/shop"},"builds":[]}
            """u8.ToArray(),
            "application/json", ("X-Gitlab-Event", "Pipeline Hook")))).Text("state").ShouldBe("done");

        var (exitCode, output, error) = await ImportAsync(api, "gitlab", "acme/shop", "--url", $"{gitlab.Url}api/v4");

        exitCode.ShouldBe(ExitCode.Done, output + error);
        output.ShouldContain("6 events appended, 1 in the log before, 0 in the quarantine, 0 not understood");
        (await api.Database.DataSource.ColumnAsync<string>("select regexp_replace(data #>> '{context,type}', '^dev.cdevents.([a-z]+.[a-z]+).*', '\\1') from events.mt_events order by 1")).ShouldBe(
            ["artifact.published", "change.created", "change.merged", "pipelinerun.finished", "pipelinerun.queued", "pipelinerun.started", "service.deployed"]);
    }

    [Fact]
    public async Task of_Jenkins_is_found_in_all_folders()
    {
        await using var jenkins = await ToolServer.StartAsync(context => TellAsync(context, context.Request.Path.Value switch
        {
            "/api/json" => """{"jobs":[{"name":"shop","url":"https://jenkins.example.com/job/shop/","_class":"com.cloudbees.hudson.plugins.folder.Folder"},{"name":"tools","url":"x","_class":"hudson.model.FreeStyleProject"}]}""",
            "/job/shop/api/json" => """{"jobs":[{"name":"build","url":"https://jenkins.example.com/job/shop/job/build/","_class":"org.jenkinsci.plugins.workflow.job.WorkflowJob"}]}""",
            "/job/tools/api/json" => """{"allBuilds":[]}""",
            "/job/shop/job/build/api/json" => Builds(context.Request.QueryString.Value!),
            _ => null,
        }));
        await using var api = await TestApi.StartAsync();

        var (exitCode, output, error) = await ImportAsync(api, "jenkins", jenkins.Url.ToString(), "--since", "2026-03-01");

        exitCode.ShouldBe(ExitCode.Done, output + error);
        // A hundred on the first page and three on the next, of which one is going on and the last is older.
        (await api.Database.DataSource.EventsAsync()).ShouldBe((102 * 2) - 1);
        (await api.Database.DataSource.ScalarAsync<string>("select distinct data #>> '{subject,content,pipelineName}' from events.mt_events")).ShouldBe("shop/build");
        (await api.Database.DataSource.ScalarAsync<string>("select data #>> '{customData,jenkins,commit}' from events.mt_events limit 1")).ShouldBe("aa11");

        static string Builds(string query)
        {
            var first = Uri.UnescapeDataString(query).Contains("{0,100}", StringComparison.Ordinal);
            return $$"""{"allBuilds":[{{string.Join(',', Enumerable.Range(first ? 0 : 100, first ? 100 : 3).Select(nth => Build(103 - nth)))}}]}""";
        }

        static string Build(int number) => $$"""
            {"number":{{number}},"url":"https://jenkins.example.com/job/shop/job/build/{{number}}/","timestamp":{{(number is 1 ? 1_700_000_000_000 : 1_772_442_900_000 + (number * 60_000))}},"duration":5000,
             "result":{{(number is 103 ? "null" : "\"SUCCESS\"")}},"building":{{(number is 103 ? "true" : "false")}},
             "actions":[{},{"lastBuiltRevision":{"SHA1":"aa11","branch":[{"name":"origin/main"}]},"remoteUrls":["https://github.com/acme/shop.git"]}]}
            """;
    }

    [Fact]
    public async Task is_refused_where_there_is_nothing()
    {
        await using var tool = await ToolServer.StartAsync(context => TellAsync(context, null, StatusCodes.Status404NotFound));
        await using var api = await TestApi.StartAsync();

        var (exitCode, _, error) = await ImportAsync(api, "github", "acme/none", "--url", tool.Url.ToString());

        exitCode.ShouldBe(ExitCode.Unavailable);
        error.ShouldContain("there is no such thing, or it is not shown to who asks");
        (await ImportAsync(api, "github", "nonsense")).Error.ShouldContain("allowed: OWNER/REPO");
    }

    private static Task<(int ExitCode, string Output, string Error)> ImportAsync(TestApi api, params string[] arguments) =>
        TestProgram.RunAsync(["import", .. arguments], "", ("ConnectionStrings__EventStore", api.Database.ConnectionString), ("GITHUB_TOKEN", null));

    private static Task TellAsync(HttpContext context, string? body, int otherwise = StatusCodes.Status500InternalServerError)
    {
        context.Response.StatusCode = body is null ? otherwise : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync((body ?? "{}").Replace("API/", $"http://{context.Request.Host}/", StringComparison.Ordinal), Ct);
    }
}
