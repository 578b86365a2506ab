namespace CdViz.Adapters.Tests.Deployments;

/// <summary>Environments and services of one id in the graph: apart where they have a source of their own, and together for who names none.</summary>
public class Sources_in_the_graph
{
    private const string Eu = "https://eu.example";
    private const string Us = "https://us.example";
    private const string Edges = """
        select e.from_node_id, e.relation, coalesce(t.node_source, '-'), e.grade, to_char(e.valid_to, 'SS')
        from cdviz.graph_edges e join cdviz.graph_nodes t on t.node_key = e.to_key
        where e.to_node_type in ('environment', 'service')
        order by 1, 2, 3
        """;

    private int sent;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task keep_two_clusters_apart_in_any_order(int seed)
    {
        CDEvent[] events =
        [
            Deployed("a:1", 1, Eu), Deployed("a:2", 2, Us), Of("api", 5, new ServiceRemoved { Environment = new("production", Eu) }),
            Of("mine", 6, new IncidentDetected { Environment = new("production", Eu) }), Of("any", 7, new IncidentDetected { Environment = new("production"), Service = new("api") }),
        ];
        await using var log = await RecordAsync(seed, events);

        (await log.RowsAsync("select coalesce(node_source, '-') from cdviz.graph_nodes where node_id = 'production' order by 1")).ShouldBe(["-", Eu, Us]);
        (await log.RowsAsync(Edges)).ShouldBe([
            "any affects - id ", "any deployedTo - id ", $"any deployedTo {Eu} id ", $"any deployedTo {Us} id ", $"api deployedTo {Eu} id 05", $"api deployedTo {Us} id ",
            "mine deployedTo - id ", $"mine deployedTo {Eu} id "]);
        (await log.RowsAsync($"select d.node_id from cdviz.graph_nodes n, cdviz.graph_descendants(n.node_key, 1) d where n.node_source = '{Us}' and d.depth = 1")).ShouldBe(["any", "api"], ignoreOrder: true);
        (await log.RowsAsync($"select d.node_id from cdviz.graph_nodes n, cdviz.graph_descendants(n.node_key, 1) d where n.node_source = '{Eu}' and d.depth = 1")).ShouldBe(["any", "mine"], ignoreOrder: true);
        (await log.RowsAsync("select distinct node_id from cdviz.graph_descendants('production', 1) where depth = 1")).ShouldBe(["any", "api", "mine"], ignoreOrder: true);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task keep_two_teams_services_apart_and_find_what_broke(int seed)
    {
        CDEvent[] events =
        [
            Deployed("a:1", 1, null, "/team-a"), Deployed("b:1", 2, null, "/team-b"),
            Of("hers", 3, new IncidentDetected { Environment = new("production"), Service = new("api", "/team-a") }),
            Of("any", 4, new IncidentDetected { Environment = new("production"), Service = new("api") }),
        ];
        await using var log = await RecordAsync(seed, events);

        (await log.RowsAsync("select node_id from cdviz.graph_descendants('a:1') where node_type <> 'artifact' order by depth, 1")).ShouldBe(["api", "any", "hers"]);
        (await log.RowsAsync("select node_id from cdviz.graph_descendants('b:1') where node_type <> 'artifact' order by depth, 1")).ShouldBe(["api", "any"]);
        (await log.RowsAsync("select service, service_source, artifact_id from cdviz.graph_deployments order by 2")).ShouldBe(["api /team-a a:1", "api /team-b b:1"]);
    }

    [Fact]
    public async Task put_an_incident_by_its_time_to_what_ran_in_the_cluster_that_it_names()
    {
        await using var log = await RecordAsync(
            1,
            Deployed("a:1", 1, Eu) with { ChainId = "one" }, Deployed("a:1", 2, Us) with { ChainId = "two" }, Deployed("a:2", 20, Eu), Deployed("a:2", 20, Us),
            Of("mine", 10, new IncidentDetected { Environment = new("production", Eu), Service = new("api") }),
            Of("mine", 30, new IncidentResolved { Environment = new("production", Eu), Service = new("api") }));

        (await log.RowsAsync("""
            select n ->> 'environmentSource', e ->> 'relation', e ->> 'grade'
            from (select cdviz.trace('two') as t) t, jsonb_array_elements(t -> 'edges') e, jsonb_array_elements(t -> 'nodes') n
            where e ->> 'grade' = 'time' and n ->> 'kind' = 'deployment' and n ->> 'id' in (e ->> 'cause', e ->> 'effect')
            order by 2
            """)).ShouldBe([$"{Eu} affects time", $"{Eu} resolvedBy time"]);
    }

    [Fact]
    public async Task do_not_change_the_node_of_who_has_none()
    {
        await using var log = await RecordAsync(1, Deployed("a:1", 1), Of(new string('e', 900), 2, new EnvironmentCreated()), Of("api", 3, new ServiceDeployed { Environment = new(new string('e', 900)), ArtifactId = "a:1" }));

        (await log.RowsAsync("select node_key from cdviz.graph_nodes where node_id in ('production', 'api') order by 1")).ShouldBe(["environment|production", "service|api"]);
        (await log.RowsAsync("select environment from cdviz.graph_deployments order by valid_from")).ShouldBe(["production", new string('e', 900)], "An id that is too long for a key is still told.");
    }

    private static async Task<ProjectedLog> RecordAsync(int seed, params CDEvent[] events)
    {
        var log = await ProjectedLog.CreateAsync();
        await log.AppendAsync(new RandomEvents(seed).Shuffled(events), batch: 1);
        await log.CatchUpAsync(pageSize: seed);
        return log;
    }

    private CDEvent Deployed(string artifact, double at, string? environment = null, string? service = null) =>
        Of("api", at, new ServiceDeployed { Environment = new("production", environment), ArtifactId = artifact }) with { SubjectSource = service };

    private CDEvent Of(string subject, double at, SubjectContent content) => new($"e-{++sent}", "https://ci.example", Events.T(at), subject, content);
}

file static class Asked
{
    public static Task<List<string>> RowsAsync(this ProjectedLog log, string sql) =>
        log.Database.RowsAsync(sql, row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetValue(i)}")));
}
