namespace CdViz.Adapters.Tests.Deployments;

/// <summary>Rules from the settings by which two spellings are one.</summary>
public class Two_spellings_of_one_name(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private static readonly Aliases Slash = new([new("leading slash", "service", "/*", "*"), new("stage", "environment", "stg", "staging"), new("collector", "context", "", "")]);

    private int sent;

    [Fact]
    public async Task are_one_service_whose_numbers_say_so()
    {
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(RunLife.Usual, Slash, ServicePaths.None));
        await log.AppendAsync(
            [
                Deployed("ns/app", "a:1", 1), Deployed("/ns/app", "a:2", 2), Deployed("ns/app", "a:1", 3), Deployed("/ns/app", "a:3", 4),
                Of("i", 5, new IncidentDetected { Environment = new("production"), Service = new("/ns/app") }), Deployed("other", "b:1", 6),
            ],
            batch: 1);
        await log.CatchUpAsync(pageSize: 2);

        (await RowsAsync(log, "select service, artifact_id, alias from cdviz.current_deployment order by 1")).ShouldBe(["ns/app a:3 leading slash", "other b:1 "]);
        (await RowsAsync(log, "select service, artifact_id, rollback, alias from cdviz.deployment where service <> 'other' order by valid_from"))
            .ShouldBe(["ns/app a:1  ", "ns/app a:2  leading slash", "ns/app a:1 inferred ", "ns/app a:3  leading slash"]);
        (await RowsAsync(log, "select version, hit, rule, alias from cdviz.dora_evidence('change_failure_rate', '2026-03-01', '2026-04-01', service => 'ns/app')"))
            .ShouldBe([" False  ", " True rollback_inferred leading slash", " False  ", " True service leading slash"]);
        (await RowsAsync(log, "select service_id, deployments, failed from cdviz.dora_by_service('2026-03-01', '2026-04-01')")).ShouldBe(["ns/app 4 2", "other 1 0"]);
        (await RowsAsync(log, "select node_id from cdviz.graph_nodes where node_type = 'service' order by 1")).ShouldBe(["ns/app", "other"]);
        (await RowsAsync(log, "select service, count(*) filter (where valid_to is null) from cdviz.graph_deployments group by 1 order by 1")).ShouldBe(["ns/app 1", "other 1"]);
    }

    [Fact]
    public async Task are_removed_by_either()
    {
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(RunLife.Usual, Slash, ServicePaths.None));
        await log.AppendAsync(
            [Deployed("ns/app", "a:1", 1), Of("/ns/app", 2, new ServiceRemoved { Environment = new("production") }), Deployed("/ns/b", "b:1", 1), Of("ns/b", 2, new ServiceRemoved { Environment = new("production") })]);
        await log.CatchUpAsync();
        (await RowsAsync(log, "select service from cdviz.current_deployment")).ShouldBeEmpty();
        (await RowsAsync(log, "select service, ended_by from cdviz.deployment order by 1")).ShouldBe(["ns/app removed", "ns/b removed"]);
    }

    [Fact]
    public async Task are_one_event_by_an_id_that_a_collector_wrote_anew()
    {
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(RunLife.Usual, Slash, ServicePaths.None));
        await log.AppendAsync(
        [
            Deployed("shop", "s:0", 1), Of("c1", 2, new ChangeMerged()) with { Id = "urn:change/7-a" },
            Deployed("shop", "s:1", 3) with { Id = "urn:deploy/1-b", Links = [new Link.Relation("CAUSE", "urn_change_7_a")] },
            Of("i", 4, new IncidentDetected { Environment = new("elsewhere") }) with { Links = [new Link.Relation("CAUSE", "urn_deploy_1_b")] },
        ]);
        await log.CatchUpAsync();
        (await RowsAsync(log, "select change_id, rule, alias from cdviz.dora_evidence('lead_time', '2026-03-01', '2026-04-01') where counts")).ShouldBe(["c1 merged, by link collector"]);
        (await RowsAsync(log, "select hit, rule, alias from cdviz.dora_evidence('change_failure_rate', '2026-03-01', '2026-04-01') where hit")).ShouldBe(["True link collector"]);
        (await RowsAsync(log, "select relation from cdviz.graph_edges where relation = 'causedBy'")).ShouldBe(["causedBy", "causedBy"]);
    }

    [Fact]
    public async Task are_one_only_while_the_rule_holds()
    {
        var dated = new Aliases([new("dated", "service", "/*", "*", Events.T(10), Events.T(20))]);
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(RunLife.Usual, dated, ServicePaths.None));
        await log.AppendAsync([Deployed("/a", "a:1", 9.999), Deployed("/a", "a:2", 10), Deployed("/a", "a:3", 19.999), Deployed("/a", "a:4", 20)]);
        await log.CatchUpAsync();
        string[] expected = ["/a a:4 ", "a a:3 dated"];
        (await RowsAsync(log, "select service, artifact_id, alias from cdviz.current_deployment order by artifact_id desc")).ShouldBe(expected);
        (await RowsAsync(log, "select service, artifact_id, alias from cdviz.deployment where valid_to is null order by artifact_id desc")).ShouldBe(expected);
    }

    [Fact]
    public async Task are_told_the_same_by_the_program_and_by_the_database()
    {
        var dice = new Random(17);
        string[] texts = ["", "a", "/", "ab", "/ab", "ab/", "b", "é", "a*b", "%"];
        string[] patterns = ["*", "/*", "*/", "a*", "a*b", "*b", "a", "é*", "/a*b/", "%*"];
        var tried = 0;
        for (var round = 0; round < 60; round++)
        {
            var aliases = new Aliases([.. Enumerable.Range(0, dice.Next(4)).Select(n =>
            {
                var from = patterns[dice.Next(patterns.Length)];
                var to = from.Contains('*', StringComparison.Ordinal) ? patterns[dice.Next(patterns.Length)] : "x";
                DateTimeOffset? Some() => dice.Next(2) == 0 ? null : Events.T(dice.Next(10));
                return new AliasRule($"r{n}", AliasRule.Things[dice.Next(2)], from, to, Some(), Some());
            })]);
            foreach (var id in texts.Concat(texts.Select(text => texts[dice.Next(texts.Length)] + text + texts[dice.Next(texts.Length)])))
            {
                var (thing, at) = (AliasRule.Things[dice.Next(2)], Events.T(dice.Next(10)));
                var (name, rule) = aliases.Of(thing, id, at);
                (await db.DataSource.RowsAsync("select name || '|' || coalesce(rule, '-') from cdviz.alias_of($1::jsonb, $2, $3, $4)", row => row.GetString(0), aliases.Json, thing, id, at))
                    .ShouldBe([$"{name}|{rule ?? "-"}"], $"{aliases.Json} {thing} {id} {at}");
                tried += rule is null ? 0 : 1;
            }
        }

        tried.ShouldBeGreaterThan(100);
    }

    private static Task<List<string>> RowsAsync(ProjectedLog log, string sql) =>
        log.Database.RowsAsync(sql, row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetValue(i)}")));

    private CDEvent Deployed(string service, string artifact, double at) => Of(service, at, new ServiceDeployed { Environment = new("production"), ArtifactId = artifact });

    private CDEvent Of(string subject, double at, SubjectContent content) => new($"e-{++sent}", "https://ci.example", Events.T(at), subject, content);
}
