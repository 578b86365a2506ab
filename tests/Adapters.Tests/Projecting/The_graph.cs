using System.Text.Json;
using static CdViz.Support.Events;

namespace CdViz.Adapters.Tests.Projecting;

public class The_graph
{
    private const string Chain = "7A0CE3AD-4A5C-4F0A-9B3A-0D5F2B1F7A11";
    private const string Digest = "pkg:oci/shop@sha256%3A0b31b1c02ff458ad9b7b81cbdf8f028bd54699fa151f221d1e8de6817db93427";

    // The graph, and what its functions read beside it: how long things ran, and how incidents went.
    private static readonly Projection[] Graph = [.. ProjectionCatalogue.All.Where(p => p.Name is "graph" or "deployments" or "delivery")];

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task closes_the_edges_of_a_deployment_that_was_replaced(int page)
    {
        await using var log = await InPagesAsync(
            page,
            Deployed("prod", "pkg:oci/shop@2.0", 20), Deployed("prod", "pkg:oci/shop@1.0", 10), Removed("prod", 40));
        (await EdgesAsync(log, "relation = 'deployedWith'")).ShouldBe([
            "shop deployedWith pkg:oci/shop@1.0 10-20", "shop deployedWith pkg:oci/shop@2.0 20-40"]);
        (await EdgesAsync(log, "relation = 'deployedTo'")).ShouldBe(["shop deployedTo prod 10-40"]);
        (await WalkAsync(log, "graph_descendants('pkg:oci/shop@1.0')")).ShouldBe(["0 pkg:oci/shop@1.0"]);
        (await WalkAsync(log, "graph_descendants('pkg:oci/shop@1.0', 10, '2026-03-02T09:00:15Z')")).ShouldBe(["0 pkg:oci/shop@1.0", "1 shop"]);
        (await WalkAsync(log, "graph_descendants('pkg:oci/shop', 10, '2026-03-02T09:00:25Z')")).ShouldBe([
            "0 pkg:oci/shop", "1 pkg:oci/shop@1.0", "1 pkg:oci/shop@2.0", "2 shop"]);
    }

    [Fact]
    public async Task knows_an_artifact_by_digest_and_by_tag_and_keeps_registries_apart()
    {
        await using var log = await WithAsync(
            Of(new ArtifactPackaged { Change = new Reference("c-1") }, $"{Digest}?repository_url=eu.example/shop&tag=1.0", 1),
            Deployed("prod", "pkg:oci/shop?tag=1.0&repository_url=eu.example/shop", 2),
            Of(new ServiceDeployed { Environment = new Reference("prod"), ArtifactId = "pkg:oci/shop?tag=1.0&repository_url=us.example/shop" }, "other", 3));
        (await WalkAsync(log, "graph_descendants('c-1')")).ShouldBe([
            "0 c-1", $"1 {Digest}?repository_url=eu.example/shop&tag=1.0", "2 pkg:oci/shop?tag=1.0&repository_url=eu.example/shop", "3 shop"]);
    }

    [Fact]
    public async Task joins_events_by_links_within_the_chain_first()
    {
        await using var log = await WithAsync(
            Linked("b", 2, new Link.Path("DDDDDDDD-0000-4000-8000-000000000001"), new Link.Relation("TRIGGER", "never-sent")),
            Of(new PipelineRunStarted { PipelineName = "p" }, "elsewhere", 1, id: "dddddddd-0000-4000-8000-000000000001", source: "/other"),
            Of(new PipelineRunStarted { PipelineName = "p" }, "a", 1, id: "dddddddd-0000-4000-8000-000000000001", chain: Chain.ToLowerInvariant()));
        (await EdgesAsync(log, "grade = 'explicit'")).ShouldBe(["b follows a 2-"]);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.graph_links where to_event is null")).ShouldBe(1);
    }

    [Fact]
    public async Task takes_a_link_to_a_context_id_that_is_too_long_for_an_event_as_missing()
    {
        await using var log = await WithAsync(Linked("b", 2, new Link.Path($"far-{new string('é', 5000)}")), Linked("c", 3, new Link.Path($"far-{new string('é', 5001)}")));
        (await log.Database.ColumnAsync<string>(
            "select concat_ws(' ', left(target_context, 5), length(target_context)) from cdviz.graph_links where to_event is null and target_context ~ '[|]md5:[0-9a-f]{32}$' order by position"))
            .ShouldBe(["far-é 237", "far-é 237"]);
        (await log.Database.ScalarAsync<long>("select count(distinct target_context) from cdviz.graph_links")).ShouldBe(2);
    }

    [Fact]
    public async Task takes_a_link_outside_the_chain_until_its_target_comes_in_the_chain()
    {
        await using var log = await WithAsync(
            Of(new PipelineRunStarted { PipelineName = "p" }, "elsewhere", 1, id: "same", source: "/other"), Linked("b", 2, new Link.Path("same")));
        (await EdgesAsync(log, "grade = 'explicit'")).ShouldBe(["b follows elsewhere 2-"]);
        await AppendAsync(log, [Of(new PipelineRunStarted { PipelineName = "p" }, "a", 1, id: "same", chain: Chain)]);
        (await EdgesAsync(log, "grade = 'explicit'")).ShouldBe(["b follows a 2-"]);
    }

    [Theory]
    [InlineData("""{"chainId": "c", "linkType": "PATH", "timestamp": "2026-03-02T09:00:09Z", "from": {"contextId": "one"}, "to": {"contextId": "two"}}""", "b follows a 9-")]
    [InlineData("""{"chain_id": "c", "link_type": "RELATION", "link_kind": "TRIGGER", "timestamp": "2026-03-02T09:00:09Z", "source": {"context_id": "two"}, "target": {"context_id": "one"}}""", "b triggeredBy a 9-")]
    [InlineData("""{"chainId": "c", "linkType": "RELATION", "timestamp": "2026-03-02T09:00:09Z", "source": {"contextId": "two"}, "target": {"contextId": "one"}}""", "b dependsOn a 9-")]
    [InlineData("""{"chainId": "c", "linkType": "END", "timestamp": "2026-03-02T09:00:09Z", "from": {"contextId": "one"}, "end": {"contextId": "two"}}""", "b follows a 9-")]
    public async Task sees_links_sent_by_themselves_before_and_after_their_events_and_once(string link, string edge)
    {
        AdmittedEvent[] all = [Posted(link), Started("a", 1, "one"), Started("b", 2, "two"), Posted(link)];
        int[][] orders = [[0, 1, 2, 3], [1, 2, 0, 3], [2, 0, 3, 1]];
        foreach (var (order, page) in orders.SelectMany(order => (int[])[1, 5000], ValueTuple.Create))
        {
            await using var log = await InPagesAsync(page, [.. order.Select(at => all[at])]);
            (await EdgesAsync(log, "true")).ShouldBe([edge]);
            (await log.Database.ScalarAsync<long>("select count(*) from cdviz.graph_nodes")).ShouldBe(2);
            (await log.Database.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(3);
        }
    }

    [Theory]
    [InlineData("""{"links": [{"linkkind": "trigger", "subject": {"id": "t-1", "type": "ticket"}}]}""", "r triggeredBy t-1 1-")]
    [InlineData("""{"links": [{"linkKind": "testedAgainst", "target": {"subject": {"id": "t-1"}}}]}""", "r testedAgainst t-1 1-")]
    [InlineData("""{"links": [{"subject": {"id": "t-1"}}, 7, "x", {"linkKind": "k"}]}""", "r dependsOn t-1 1-")]
    public async Task reads_links_of_customData_in_both_shapes(string data, string edge)
    {
        var sent = new CDEvent("e", Source, T(1), "r", new TaskRunStarted { TaskName = "t" }) { CustomData = JsonElement.Parse(data) };
        await using var log = await WithAsync(ProjectedLog.Admit(sent), Of(new TicketCreated { Summary = "s", TicketType = "bug", Uri = "http://t.example/1" }, "t-1", 0));
        (await EdgesAsync(log, "true")).ShouldBe([edge]);
        (await log.Database.ScalarAsync<string>("select node_type from cdviz.graph_nodes where node_id = 't-1'")).ShouldBe("ticket");
        (await WalkAsync(log, "graph_descendants('t-1')")).ShouldBe(["0 t-1", "1 r"]);
    }

    [Fact]
    public async Task takes_a_link_to_whatever_has_the_id_when_it_does_not_say_of_which_type_in_any_order()
    {
        AdmittedEvent[] all =
        [
            Naming("r-1", 1, "t-1"), Naming("r-2", 2, "t-1"), Naming("r-3", 3, "nobody"),
            Of(new TicketCreated { Summary = "s", TicketType = "bug", Uri = "http://t.example/1" }, "t-1", 9),
            Of(new TicketClosed { Summary = "s", TicketType = "bug", Uri = "http://t.example/1" }, "t-1", 10),
        ];
        foreach (var order in (int[][])[[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 3, 0, 2, 4]])
        {
            await using var log = await WithAsync();
            foreach (var at in order)
            {
                await AppendAsync(log, [all[at]]);
            }

            (await EdgesAsync(log, "true")).ShouldBe(["r-1 dependsOn t-1 1-", "r-2 dependsOn t-1 2-", "r-3 dependsOn nobody 3-"]);
            (await log.Database.ColumnAsync<string>(
                "select concat(node_type, ' ', node_id, ' ', extract(epoch from first_seen_at - '2026-03-02T09:00:00Z')::int) from cdviz.graph_nodes where node_type <> 'taskrun' order by 1"))
                .ShouldBe(["ticket t-1 1", "unknown nobody 3"]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task ends_the_links_of_a_deployment_with_it(int page)
    {
        await using var log = await InPagesAsync(
            page,
            Linked("build", 1), Linked("check", 15, new Link.Path("d-1")), Linked("again", 25, new Link.Path("d-2")),
            LinkedDeployment("d-1", 10, "pkg:oci/shop@1", "build-started-1"), LinkedDeployment("d-2", 20, "pkg:oci/shop@2", "build-started-1"),
            LinkedDeployment("d-3", 30, "pkg:oci/shop@3", "again-started-25"));
        (await EdgesAsync(log, "relation = 'follows'")).ShouldBe(["again follows shop 20-30", "check follows shop 10-20", "shop follows build 20-30", "shop follows again 30-"]);
        (await WalkAsync(log, "graph_ancestors('shop', 1)")).ShouldBe(["0 shop", "1 again", "1 pkg:oci/shop@3", "1 prod"]);
        (await WalkAsync(log, "graph_descendants('shop', 1, '2026-03-02T09:00:16Z')")).ShouldBe(["0 shop", "1 check"]);
    }

    [Fact]
    public async Task shows_what_is_only_named_and_goes_round_a_cycle_once()
    {
        await using var log = await WithAsync(
            Linked("a", 1, new Link.Relation("TRIGGER", "c-started-3")), Linked("b", 2, new Link.Path("a-started-1")), Linked("c", 3, new Link.Path("b-started-2")),
            Deployed("prod", "pkg:oci/x@1", 4));
        (await WalkAsync(log, "graph_ancestors('a')")).ShouldBe(["0 a", "1 c", "2 b"]);
        (await log.Database.ColumnAsync<string>("select node_id from cdviz.graph_nodes where not reported order by 1")).ShouldBe(["pkg:oci/x", "pkg:oci/x@1", "prod"]);
    }

    [Fact]
    public async Task walks_a_dense_graph_without_counting_its_paths()
    {
        const int layers = 8, width = 12;
        var events = Enumerable.Range(0, layers * width).Select(i => (AdmittedEvent)Linked(
            $"r-{i}", i, [.. i < width ? [] : Enumerable.Range(0, width).Select(k => new Link.Path($"r-{((i / width) - 1) * width + k}-started-{((i / width) - 1) * width + k}"))]));
        await using var log = await WithAsync([.. events]);
        (await WalkAsync(log, "graph_descendants('r-0')")).Count.ShouldBe(1 + ((layers - 1) * width));
        (await log.Database.ScalarAsync<int>("select max(cardinality(path)) from cdviz.graph_descendants('r-0')")).ShouldBe(layers);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.graph_ancestors('r-95', 2)")).ShouldBe(1 + (2 * width));
    }

    [Fact]
    public async Task holds_ten_thousand_edges_on_one_node_and_finds_them_by_index()
    {
        await using var log = await WithAsync([.. Enumerable.Range(0, 10_000).Select(i => Of(
            new TaskRunStarted { TaskName = "t", PipelineRun = new Reference("p-1") }, $"t-{i}", i))]);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.graph_descendants('p-1')")).ShouldBe(10_001);
        (await WalkAsync(log, "graph_ancestors('t-77')")).ShouldBe(["0 t-77", "1 p-1"]);
        await log.ExecuteAsync("analyze");
        foreach (var question in (string[])["cdviz.graph_edges where from_key = 'taskrun|t-77'", "cdviz.graph_nodes where node_id = 't-77'", "cdviz.graph_links where chain_key = 'c' and position = 1"])
        {
            var plan = string.Join('\n', await log.Database.ColumnAsync<string>($"explain select * from {question}"));
            plan.ShouldNotContain("Seq Scan on graph_edge");
            plan.ShouldNotContain("Seq Scan on graph_node");
        }
    }

    [Fact]
    public async Task traces_a_change_to_production_its_incident_and_the_fix()
    {
        await using var log = await WithAsync(
            Of(new ChangeMerged { Repository = new Reference("shop") }, "c-1", 1, chain: Chain),
            Of(new BuildFinished { ArtifactId = Digest }, "build-1", 2, chain: Chain),
            Of(new ArtifactPackaged { Change = new Reference("c-1") }, Digest, 3, chain: Chain),
            Deployed("prod", Digest, 4),
            Of(new IncidentDetected { Environment = new Reference("prod"), Service = new Reference("shop") }, "i-1", 5),
            Deployed("prod", "pkg:oci/shop@fix", 6),
            Of(new IncidentResolved { Environment = new Reference("prod"), Service = new Reference("shop") }, "i-1", 7),
            Linked("late", 8, new Link.Path("never-sent")));
        var edges = await log.Database.ColumnAsync<string>(
            """
            select concat_ws(' ', split_part(e ->> 'cause', '|', 1), e ->> 'relation', split_part(e ->> 'effect', '|', 1), e ->> 'grade', case when (e ->> 'missing')::boolean then 'missing' end)
            from jsonb_array_elements(cdviz.trace($1) -> 'edges') e order by 1
            """, Chain);
        edges.ShouldBe([
            "artifact deployedWith deployment id", "build produced artifact id", "change derivedFrom artifact id", "deployment affects incident time",
            "incident resolvedBy deployment time", "missing follows pipelinerun explicit missing"], ignoreOrder: true);
        (await log.Database.ScalarAsync<bool>("select cdviz.trace('nobody') is null")).ShouldBeTrue();
    }

    private static AdmittedEvent Deployed(string environment, string artifact, double at) => ServiceDeployed("shop", environment, artifact, at);

    private static AdmittedEvent Removed(string environment, double at) => ServiceRemoved("shop", environment, at);

    private static AdmittedEvent Started(string run, double at, string id) => Of(new PipelineRunStarted { PipelineName = "p" }, run, at, id: id);

    private static AdmittedEvent Linked(string run, double at, params Link[] links) => ProjectedLog.Admit(
        new CDEvent($"{run}-started-{at}", Source, T(at), run, new PipelineRunStarted { PipelineName = "p" }) { ChainId = Chain, Links = links });

    private static AdmittedEvent LinkedDeployment(string id, double at, string artifact, string follows) => ProjectedLog.Admit(
        new CDEvent(id, Source, T(at), "shop", new ServiceDeployed { Environment = new Reference("prod"), ArtifactId = artifact }) { ChainId = Chain, Links = [new Link.Path(follows)] });

    private static AdmittedEvent Naming(string run, double at, string id) => ProjectedLog.Admit(
        new CDEvent($"{run}-{at}", Source, T(at), run, new TaskRunStarted { TaskName = "t" }) { CustomData = JsonSerializer.SerializeToElement(new { links = new[] { new { subject = new { id } } } }) });

    private static AdmittedEvent Posted(string link) =>
        PostedLink.Admit(System.Text.Encoding.UTF8.GetBytes(link), new Admitter()).ShouldBeOfType<Admission.Admitted>().Event;

    private static Task<ProjectedLog> WithAsync(params AdmittedEvent[] events) => InPagesAsync(5000, events);

    private static async Task<ProjectedLog> InPagesAsync(int page, params AdmittedEvent[] events)
    {
        var log = await ProjectedLog.CreateAsync(Graph);
        await AppendAsync(log, events, page);
        return log;
    }

    private static async Task AppendAsync(ProjectedLog log, AdmittedEvent[] events, int page = 5000)
    {
        var outcomes = await log.Appender.AppendAsync(events, "test", null, TestContext.Current.CancellationToken);
        outcomes.ShouldAllBe(outcome => outcome is AppendOutcome.Appended || outcome is AppendOutcome.Duplicate);
        await log.CatchUpAsync(page);
    }

    private static Task<List<string>> EdgesAsync(ProjectedLog log, string which) => log.Database.ColumnAsync<string>(
        $"""
        select concat(from_node_id, ' ', relation, ' ', to_node_id, ' ', extract(epoch from valid_from - '2026-03-02T09:00:00Z')::int, '-',
                      extract(epoch from valid_to - '2026-03-02T09:00:00Z')::int)
        from cdviz.graph_edges where {which} order by from_node_id, valid_from, to_node_id
        """);

    private static Task<List<string>> WalkAsync(ProjectedLog log, string walk) =>
        log.Database.ColumnAsync<string>($"select concat(depth, ' ', node_id) from cdviz.{walk}");
}
