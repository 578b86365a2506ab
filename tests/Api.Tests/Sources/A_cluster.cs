using System.Text.Json.Nodes;
using CdViz.Domain.Translating.Kubernetes;

namespace CdViz.Api.Tests.Sources;

/// <summary>A source of the type kubernetes, before an API server that lists and watches as a cluster's does.</summary>
public sealed class A_cluster : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cluster-").FullName;
    private readonly ApiServer cluster = new();
    private readonly List<string> expected = [];
    private SourceSettings source = new();

    public async ValueTask InitializeAsync()
    {
        await cluster.StartAsync();
        source = new SourceSettings { Name = "one", Type = SourceType.Kubernetes, KubeConfig = cluster.WriteConfig(folder), Kinds = ["deployment"], Metadata = new Dictionary<string, string> { ["environment"] = "/prod" } };
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task is_listed_page_by_page_and_then_watched()
    {
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            cluster.Apply(name, $"registry.example.com/shop/{name}:1");
        }

        await using var api = await StartAsync();
        await ToldAsync(api, "deployed a 1", "deployed b 1", "deployed c 1", "deployed d 1", "deployed e 1");

        cluster.Apply("a", "registry.example.com/shop/a:2");
        await ToldAsync(api, "upgraded a 2");
        cluster.Apply("a", "registry.example.com/shop/a:1");
        await ToldAsync(api, "rolledback a 1");
        cluster.Delete("b");
        await ToldAsync(api, "removed b");

        // Replicas and annotations alone are nothing.
        cluster.Apply("c", "registry.example.com/shop/c:1", thing => thing["spec"]!["replicas"] = 7);
        cluster.Apply("c", "registry.example.com/shop/c:1", thing => thing["metadata"]!["annotations"] = new JsonObject { ["note"] = "x" });
        cluster.Apply("f", "registry.example.com/shop/f:1");
        await ToldAsync(api, "deployed f 1");
        (await EntriesAsync(api)).ShouldBe(9);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.inbox where convert_from(body, 'UTF8') like '%hush%'")).ShouldBe(0);
        (await api.GetAsync("/deployments?environment=/prod")).GetProperty("items").GetArrayLength().ShouldBe(5);
        (await api.GetAsync("/sources")).GetProperty("items")[0].Text("type").ShouldBe("kubernetes");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task that_has_forgotten_where_we_were_is_listed_again(bool atOnce)
    {
        cluster.GoneAtOnce = atOnce;
        cluster.Apply("a", "shop/a:1");
        cluster.Apply("b", "shop/b:1");
        await using var api = await StartAsync();
        await ToldAsync(api, "deployed a 1", "deployed b 1");

        cluster.Cut();
        cluster.Apply("a", "shop/a:2");
        cluster.Delete("b");
        cluster.Apply("c", "shop/c:1");
        cluster.Forget();
        cluster.Cut();

        await ToldAsync(api, "deployed c 1", "removed b", "upgraded a 2");
        cluster.Apply("c", "shop/c:2");
        await ToldAsync(api, "upgraded c 2");
    }

    [Fact]
    public async Task is_watched_on_where_it_was_cut_off_and_after_a_restart_with_what_came_to_pass_meanwhile()
    {
        cluster.Apply("a", "shop/a:1");
        cluster.Apply("b", "shop/b:1");
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using (var server = await ServerProcess.StartAsync(database.ConnectionString, Environment()))
        {
            await ToldAsync(database, "deployed a 1", "deployed b 1");
            cluster.Cut();
            cluster.Apply("a", "shop/a:2");
            await ToldAsync(database, "upgraded a 2");
            cluster.Bookmark();
            await WaitFor.TrueAsync(async () => await VersionAsync(database) == 104, "the bookmark is kept");
            await server.KillAsync();
        }

        cluster.Cut();
        cluster.Delete("b");
        cluster.Apply("a", "shop/a:3");
        var lists = Lists();
        await using (await ServerProcess.StartAsync(database.ConnectionString, Environment()))
        {
            await ToldAsync(database, "removed b", "upgraded a 3");
            Lists().ShouldBe(lists);
        }
    }

    [Fact]
    public async Task is_watched_by_one_node_at_a_time_and_by_the_next_when_that_is_killed()
    {
        cluster.Apply("a", "shop/a:1");
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var first = await ServerProcess.StartAsync(database.ConnectionString, Environment());
        await ToldAsync(database, "deployed a 1");
        await using var second = await ServerProcess.StartAsync(database.ConnectionString, Environment());
        cluster.Watches.ShouldBe(1);

        await first.KillAsync();
        cluster.Apply("a", "shop/a:2");

        await ToldAsync(database, "upgraded a 2");
    }

    [Fact]
    public async Task that_lets_nobody_in_is_told()
    {
        var path = source.KubeConfig;
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Answers.Ct)).Replace("watchers-token", "another", StringComparison.Ordinal), Answers.Ct);
        await using var api = await StartAsync(watched: false);

        await WaitFor.TrueAsync(async () => (await api.GetAsync("/sources")).GetProperty("items")[0].GetProperty("lastError").GetString() is { } why && why.Contains("answers 403: deployments.apps is forbidden", StringComparison.Ordinal), "the refusal is shown");
        (await api.GetAsync("/health/ready")).GetRawText().ShouldContain("Source one: nothing comes from it now");

        var (code, output, _) = await TestProgram.RunAsync(["config"], "", Environment());
        (code, output.Contains("FAIL source one (kubernetes): /apis/apps/v1/deployments answers 403", StringComparison.Ordinal)).ShouldBe((ExitCode.No, true), output);
        cluster.WriteConfig(folder);
        (await TestProgram.RunAsync(["config"], "", Environment())).Output.ShouldContain("ok   source one (kubernetes): http://127.0.0.1");
    }

    [Fact]
    public async Task says_service_environment_and_chain_in_labels_and_annotations()
    {
        source = source with { EnvironmentFrom = ["label:stage"], ServiceFrom = ["label:app.kubernetes.io/name"] };
        cluster.Apply("a", "shop/a:1", thing =>
        {
            thing["metadata"]!["labels"] = new JsonObject { ["stage"] = "qa", ["app.kubernetes.io/name"] = "basket" };
            thing["spec"]!["template"]!["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" } };
        });
        cluster.Apply("b", "shop/b:1", thing => thing["metadata"]!["annotations"] = new JsonObject { ["cdviz.dev/service"] = "prices", ["cdviz.dev/environment"] = "https://cluster.example.com/live", ["cdviz.dev/chain-id"] = "release-17" });
        await using var api = await StartAsync();

        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events") == 2, "both are told");
        var told = await api.Database.DataSource.ColumnAsync<string>("select concat_ws(' ', data #>> '{subject,id}', data #>> '{subject,content,environment,id}', data #>> '{context,chainId}') from events.mt_events order by 1");
        told.ShouldBe(["basket /qa 4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "prices https://cluster.example.com/live release-17"]);

        // Somewhere else, it is not where it was.
        cluster.Apply("a", "shop/a:1", thing => thing["metadata"]!["labels"]!["stage"] = "live");
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events") == 4, "the move is told");
        (await api.Database.DataSource.ColumnAsync<string>("select concat_ws(' ', type, data #>> '{subject,content,environment,id}') from events.mt_events order by seq_id offset 2"))
            .Select(line => line.Replace('_', ' ')).ShouldBe(["service deployed /live", "service removed /qa"], ignoreOrder: true);
    }

    [Fact]
    public async Task is_told_as_the_page_shows_it()
    {
        var page = Packaging.Checkout.Text("docs/sources/kubernetes.md");
        var workload = Path.Combine(folder, "workload.yaml");
        await File.WriteAllTextAsync(workload, Block(page, "yaml"), Answers.Ct);
        var shown = SettingsFile.Read(workload);
        source = source with { Metadata = new Dictionary<string, string> { ["environment"] = "/pro/us-1" } };
        cluster.Apply("cart", "-", thing =>
        {
            thing["metadata"]!["annotations"] = shown["metadata"]!["annotations"]!.DeepClone();
            thing["spec"]!["template"]!["spec"]!["containers"] = shown["spec"]!["template"]!["spec"]!["containers"]!.DeepClone();
        });
        await using var api = await StartAsync();

        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events where data #>> '{context,chainId}' = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736'") == 2, "both are told");
        var told = await api.Database.DataSource.ColumnAsync<string>(
            "select concat_ws(' ', regexp_replace(data #>> '{context,type}', '[.][0-9]+[.][0-9]+[.][0-9]+$', ''), data #>> '{subject,id}', data #>> '{subject,content,environment,id}', data #>> '{subject,content,artifactId}') from events.mt_events order by seq_id");
        string.Join('\n', told).ShouldBe(Block(page, "console").Trim());

        static string Block(string page, string language) =>
            System.Text.RegularExpressions.Regex.Match(page, $"^```{language}\n(.*?)^```", System.Text.RegularExpressions.RegexOptions.Multiline | System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value;
    }

    [Fact]
    public void has_nothing_of_what_may_be_secret_in_what_is_kept()
    {
        var kept = ClusterObject.Cut(System.Text.Json.JsonElement.Parse("""
            {"metadata": {"name": "a", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "hush", "team": "shop"}},
             "spec": {"template": {"spec": {"containers": [{"name": "a", "image": "a:1", "env": [{"name": "PASSWORD", "value": "hush"}], "args": ["--password=hush"]}]}}}}
            """), "Deployment").GetRawText();

        kept.ShouldContain("\"team\":\"shop\"");
        kept.ShouldNotContain("hush");
    }

    private async Task<TestApi> StartAsync(bool watched = true)
    {
        var api = await TestApi.ListenAsync(settings => settings with { Sources = [source] });
        if (watched)
        {
            await WaitFor.TrueAsync(() => Task.FromResult(cluster.Watches == 1), "the cluster is watched");
        }

        return api;
    }

    private (string, string?)[] Environment() =>
    [
        ("Sources__one__Type", "kubernetes"), ("Sources__one__KubeConfig", source.KubeConfig), ("Sources__one__Kinds", "deployment"), ("Sources__one__Metadata__environment", "/prod"),
    ];

    private int Lists() => cluster.Asked.Count(query => query.Contains("limit=500", StringComparison.Ordinal));

    private Task ToldAsync(TestApi api, params string[] next) => ToldAsync(api.Database, next);

    private async Task ToldAsync(TestDatabase database, params string[] next)
    {
        expected.AddRange(next);
        List<string> told = [];
        await WaitFor.TrueAsync(
            async () =>
            {
                told = [.. await database.DataSource.ColumnAsync<string>(
                    "select concat_ws(' ', split_part(data #>> '{context,type}', '.', 4), split_part(data #>> '{subject,id}', '/', 4), substring(data #>> '{subject,content,artifactId}' from 'tag=(.*)')) from events.mt_events order by seq_id")];
                return told.Count >= expected.Count;
            },
            () => $"there are {string.Join(", ", expected)}; so far {string.Join(", ", told)}");
        told.ShouldBe(expected, ignoreOrder: true);
    }

    private static Task<long> EntriesAsync(TestApi api) => api.Database.DataSource.ScalarAsync<long>("select count(*) from events.inbox");

    private static Task<long> VersionAsync(TestDatabase database) => database.DataSource.ScalarAsync<long>("select max(resource_version::bigint) from events.cluster_watch");
}
