using System.Text.Json;

namespace CdViz.Api.Tests.Compatibility;

/// <summary>
/// The graph, here and on the stand-in for cdviz-db: the differences that docs/cdviz-compatibility.md names. What is the same is tested with the
/// lake and the views.
/// </summary>
public sealed class What_the_graph_of_cdviz_db_answers(BothDatabases both) : IClassFixture<BothDatabases>
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Fact]
    public async Task is_since_when_a_subject_is_known_also_when_it_was_named_first_without_its_type()
    {
        await both.StoreTextAsync(
            Text(Linked("linkkind", "trigger", null, "named first")),
            Events.Of(new TicketCreated { Summary = "s", TicketType = "bug", Uri = "http://t.example/1" }, "named first", 5).Text());

        await both.ShouldAgreeAsync("select row(node_type, first_seen_at)::text from cdviz.graph_nodes where node_id = 'named first'");
    }

    [Fact]
    public async Task differs_for_two_things_of_one_name_which_are_two_nodes_here()
    {
        await both.StoreAsync(Events.ServiceDeployed("one name", "one name", "pkg:oci/one-name?tag=1", 1));

        await both.ShouldDifferAsync(
            "select node_type from cdviz.graph_nodes where node_id = 'one name' order by 1", ours: ["environment", "service"], theirs: ["service"]);
    }

    [Fact]
    public async Task differs_for_two_clusters_of_one_name_which_are_two_nodes_here()
    {
        await both.StoreAsync(
            Events.Of(new ServiceDeployed { Environment = new("clusters", "https://eu.example"), ArtifactId = "pkg:oci/clustered?tag=1" }, "clustered", 1),
            Events.Of(new ServiceDeployed { Environment = new("clusters", "https://us.example"), ArtifactId = "pkg:oci/clustered?tag=1" }, "clustered", 2));

        await both.ShouldDifferAsync("select node_type from cdviz.graph_nodes where node_id = 'clusters'", ours: ["environment", "environment"], theirs: ["environment"]);
    }

    [Fact]
    public async Task differs_for_spellings_of_an_artifact_which_are_one_node_here()
    {
        var encoded = Digest.Replace(":", "%3A", StringComparison.Ordinal);
        await both.StoreAsync(
            Events.ServiceDeployed("spelled 1", "prod", $"pkg:oci/spelled@{Digest}", 1), Events.ServiceDeployed("spelled 2", "prod", $"pkg:oci/spelled@{encoded}", 2));

        await both.ShouldDifferAsync("select count(*)::text from cdviz.graph_nodes where node_id like 'pkg:oci/spelled@%'", ours: ["1"], theirs: ["2"]);
    }

    [Fact]
    public async Task differs_for_a_tag_which_leads_to_its_digest_here()
    {
        // Of its own: one digest is one artifact, whatever it is called, and is shown by the name that came first.
        var own = $"sha256:{new string('b', 64)}";
        await both.StoreAsync(
            Events.Of(new ArtifactPublished(), $"pkg:oci/tagged@{own}?tag=1", 1), Events.ServiceDeployed("by tag", "prod", "pkg:oci/tagged?tag=1", 2));

        await both.ShouldDifferAsync(
            "select node_type from cdviz.graph_ancestors('by tag') where node_id like 'pkg:oci/tagged@%'", ours: ["artifact"], theirs: []);
    }

    [Fact]
    public async Task differs_for_packages_which_keep_scope_and_registry_here()
    {
        await both.StoreAsync(
            Events.Of(new ArtifactPublished(), "pkg:npm/@angular/core@17.0.0", 1),
            Events.Of(new ArtifactPublished(), "pkg:oci/twin?repository_url=ghcr.io/acme&tag=1", 2),
            Events.Of(new ArtifactPublished(), "pkg:oci/twin?repository_url=quay.io/acme&tag=1", 3));

        await both.ShouldDifferAsync(
            """
            select to_node_id from cdviz.graph_edges
            where relation = 'derivedFrom' and (from_node_id like 'pkg:npm/%' or from_node_id like 'pkg:oci/twin%') group by 1 order by to_node_id collate "C"
            """,
            ours: ["pkg:npm/%40angular/core", "pkg:oci/twin?repository_url=ghcr.io/acme", "pkg:oci/twin?repository_url=quay.io/acme"],
            theirs: ["pkg:npm/", "pkg:oci/twin"]);
    }

    [Fact]
    public async Task differs_for_an_event_that_comes_late_which_is_put_in_its_place_here()
    {
        await both.StoreAsync(Events.ServiceUpgraded("late", "prod", "pkg:oci/late?tag=2", 10), Events.ServiceDeployed("late", "prod", "pkg:oci/late?tag=1", 5));

        await both.ShouldDifferAsync(
            """
            select row(to_char(n.first_seen_at, 'SS'), n.properties ->> 'artifactId', to_char(e.event_timestamp, 'SS'), e.source_event_id)::text
            from cdviz.graph_nodes n join cdviz.graph_edges e on e.from_node_id = n.node_id and e.relation = 'deployedTo'
            where n.node_id = 'late'
            """,
            ours: ["(05,pkg:oci/late?tag=2,05,late-deployed-5)"],
            theirs: ["(10,pkg:oci/late?tag=1,10,late-upgraded-10)"]);
    }

    [Fact]
    public async Task differs_for_a_version_that_was_replaced_which_runs_no_more_here()
    {
        await both.StoreAsync(
            Events.ServiceDeployed("replaced", "prod", "pkg:oci/replaced?tag=1", 1), Events.ServiceUpgraded("replaced", "prod", "pkg:oci/replaced?tag=2", 5));

        await both.ShouldDifferAsync("select node_id from cdviz.graph_descendants('pkg:oci/replaced?tag=1') where depth > 0", ours: [], theirs: ["replaced"]);
        await both.ShouldAgreeAsync("select node_id from cdviz.graph_descendants('pkg:oci/replaced?tag=2') where depth > 0");
        await both.ShouldAgreeAsync("select to_node_id from cdviz.graph_edges where from_node_id = 'replaced' and relation = 'deployedWith' order by 1");
    }

    [Fact]
    public async Task differs_for_a_node_on_two_paths_which_comes_once_here()
    {
        var run = Linked("linkkind", "change", "change", "shared") with { SubjectId = "two paths" };
        var task = Linked("linkkind", "change", "change", "shared") with
        {
            Id = "task on two paths",
            SubjectId = "task on two paths",
            Content = new TaskRunStarted { TaskName = "lint", PipelineRun = new Reference("two paths") },
        };
        await both.StoreTextAsync(Text(run), Text(task));

        await both.ShouldDifferAsync(
            "select depth || ' ' || array_to_string(path, ' > ') from cdviz.graph_ancestors('task on two paths') where node_id = 'shared' order by 1",
            ours: ["1 task on two paths > shared"],
            theirs: ["1 task on two paths > shared", "2 task on two paths > two paths > shared"]);
    }

    [Fact]
    public async Task differs_for_links_with_a_target_which_are_read_here()
    {
        await both.StoreTextAsync(Text(Linked("linkKind", "testedAgainst", null, "a target")));

        await both.ShouldDifferAsync("select relation from cdviz.graph_edges where to_node_id = 'a target'", ours: ["testedAgainst"], theirs: []);
    }

    [Fact]
    public async Task differs_for_links_of_the_context_which_are_read_here()
    {
        var first = new CDEvent("of the context 1", Events.Source, Events.T(1), "cause", new PipelineRunFinished { Outcome = new Outcome("success") });
        var second = new CDEvent("of the context 2", Events.Source, Events.T(2), "effect", new PipelineRunQueued()) { Links = [new Link.Path(first.Id)] };
        await both.StoreTextAsync(Text(first), Text(second));

        await both.ShouldDifferAsync("select relation from cdviz.graph_edges where from_node_id = 'effect'", ours: ["follows"], theirs: []);
    }

    [Fact]
    public async Task differs_for_changes_and_repositories_which_are_read_here()
    {
        await both.StoreAsync(
            Events.Of(new ArtifactPackaged { Change = new Reference("a change") }, "bare", 1),
            Events.Of(new ChangeMerged { Repository = new Reference("a repository") }, "a change", 2),
            Events.Of(new TestOutputPublished { TestCaseRun = new Reference("a test") }, "a report", 3));

        await both.ShouldDifferAsync(
            "select relation from cdviz.graph_edges where to_node_id in ('a change', 'a repository', 'a test') order by 1",
            ours: ["derivedFrom", "partOf", "partOf"],
            theirs: []);
    }

    [Fact]
    public async Task differs_for_an_incident_which_affects_an_artifact_here()
    {
        await both.StoreAsync(Events.Of(new IncidentDetected { ArtifactId = "pkg:oci/broken?tag=1" }, "it burns", 1));

        await both.ShouldDifferAsync("select relation from cdviz.graph_edges where from_node_id = 'it burns'", ours: ["affects"], theirs: ["deployedWith"]);
    }

    [Fact]
    public async Task differs_for_the_ids_of_edges_which_are_made_of_them_here()
    {
        await both.StoreAsync(Events.ServiceDeployed("numbered", "prod", "pkg:oci/numbered?tag=1", 1));

        await both.ShouldDifferAsync(
            "select (max(id) - min(id) < 10)::text from cdviz.graph_edges where from_node_id = 'numbered'", ours: ["false"], theirs: ["true"]);
    }

    [Fact]
    public async Task differs_for_what_is_only_named_which_is_marked_here()
    {
        await both.StoreAsync(Events.ServiceDeployed("named", "only named", "pkg:oci/named?tag=1", 1));

        await both.ShouldDifferAsync(
            """
            select row(c.relkind, to_jsonb(n) ->> 'reported')::text
            from cdviz.graph_nodes n, pg_class c
            where n.node_id in ('named', 'only named') and c.oid = 'cdviz.graph_nodes'::regclass order by n.node_id
            """,
            ours: ["(v,true)", "(v,false)"],
            theirs: ["(r,)", "(r,)"]);
    }

    [Fact]
    public async Task differs_for_a_subject_that_links_to_itself_which_is_no_edge_here()
    {
        await both.StoreTextAsync(Text(Linked("linkkind", "cause", "pipelinerun", "itself") with { SubjectId = "itself" }));

        await both.ShouldDifferAsync("select relation from cdviz.graph_edges where from_node_id = 'itself'", ours: [], theirs: ["causedBy"]);
    }

    [Fact]
    public async Task differs_for_the_type_of_a_links_target_which_is_in_lower_case_here()
    {
        await both.StoreTextAsync(Text(Linked("linkkind", "cause", "testSuiteRun", "in camel case")));

        await both.ShouldDifferAsync("select node_type from cdviz.graph_nodes where node_id = 'in camel case'", ours: ["testsuiterun"], theirs: ["testSuiteRun"]);
    }

    private static CDEvent Linked(string member, string kind, string? type, string id)
    {
        var subject = new Dictionary<string, string?> { ["id"] = id, ["type"] = type }.Where(pair => pair.Value is not null).ToDictionary();
        var link = new Dictionary<string, object> { [member] = kind };
        link[member is "linkkind" ? "subject" : "target"] = member is "linkkind" ? subject : new { subject };
        return new($"links to {id}", Events.Source, Events.T(1), $"linked to {id}", new PipelineRunStarted { PipelineName = "build" })
        {
            CustomData = JsonSerializer.SerializeToElement(new { links = new[] { link } }),
        };
    }

    private static string Text(CDEvent e) => System.Text.Encoding.UTF8.GetString(e.ToUtf8Json());
}
