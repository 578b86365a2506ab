namespace CdViz.Adapters.Tests.Deployments;

/// <summary>Environments and services of one id that events tell apart by a source of their own.</summary>
public class Sources_of_their_own
{
    private const string Eu = "https://eu.example";
    private const string Us = "https://us.example";
    private const string Now = "select coalesce(environment_source, '-'), coalesce(service_source, '-'), artifact_id from cdviz.current_deployment order by 1, 2, 3";

    private int sent;

    [Fact]
    public async Task keep_two_clusters_apart()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await RecordAsync(
            log, Deployed("a:1", 1, Eu), Deployed("a:2", 2, Us), Deployed("a:2", 3, Eu), Deployed("a:1", 4, Us), Deployed("a:9", 5),
            Of("i", 6, new IncidentDetected { Environment = new("production", Eu), Service = new("api") }));

        (await RowsAsync(log, Now)).ShouldBe(["- - a:9", $"{Eu} - a:2", $"{Us} - a:1"]);
        (await RowsAsync(log, "select coalesce(environment_source, '-'), ordinal, artifact_id, rollback from cdviz.deployment order by valid_from"))
            .ShouldBe([$"{Eu} 1 a:1 ", $"{Us} 1 a:2 ", $"{Eu} 2 a:2 ", $"{Us} 2 a:1 ", "- 1 a:9 "], "What ran in one is no older version of what runs in the other.");
        (await RowsAsync(log, "select artifact_id, rollback from cdviz.dora_deployment where rollback is not null or previous_id is null order by occurred_at"))
            .ShouldBe(["a:1 ", "a:2 ", "a:9 "]);
        (await RowsAsync(log, "select distinct d.artifact_id from cdviz.dora_candidate c join cdviz.dora_deployment d on d.id = c.deployment_id where c.rule = 'service'"))
            .ShouldBe(["a:9"], "One that names no source may be either.");
        (await RowsAsync(log, "select artifact_id from cdviz.graph_deployments where valid_to is null order by 1")).ShouldBe(["a:1", "a:2", "a:9"]);
        (await RowsAsync(log, "select artifact_id from cdviz.deployments_at('infinity', now()) order by 1")).ShouldBe(["a:1", "a:2", "a:9"]);
    }

    [Fact]
    public async Task keep_two_teams_services_apart()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await RecordAsync(
            log, Deployed("a:1", 1, null, "/team-a"), Deployed("b:1", 2, null, "/team-b"), Deployed("a:2", 3, null, "/team-a"),
            Of("api", 4, new ServiceRemoved { Environment = new("production") }) with { SubjectSource = "/team-b" });

        (await RowsAsync(log, Now)).ShouldBe(["- /team-a a:2"]);
        (await RowsAsync(log, "select artifact_id, ended_by from cdviz.deployment order by valid_from")).ShouldBe(["a:1 deployed", "b:1 removed", "a:2 "]);
        (await RowsAsync(log, "select service_id, service_source, deployments from cdviz.dora_by_service('2026-03-01', '2026-04-01')"))
            .ShouldBe(["api /team-a 2", "api /team-b 1"]);
    }

    [Theory]
    [InlineData(Eu, "a:2")]
    [InlineData(null, "")]
    public async Task are_heeded_when_an_environment_is_deleted(string? source, string left)
    {
        await using var log = await ProjectedLog.CreateAsync();
        await RecordAsync(
            log, Deployed("a:1", 1, Eu), Deployed("a:2", 2, Us), Deployed("a:3", 3),
            Of("production", 4, new EnvironmentDeleted()) with { SubjectSource = source });

        (await log.Database.ColumnAsync<string>("select artifact_id from cdviz.current_deployment order by 1")).ShouldBe(left.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        (await log.Database.ColumnAsync<string>("select artifact_id from cdviz.deployment where valid_to is null order by 1")).ShouldBe(left.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task do_not_count_for_environments_that_are_one()
    {
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(
            RunLife.Usual, new Aliases([new("one", "environment", "production", "production"), new("live", "environment", "live", "production")]), ServicePaths.None));
        await RecordAsync(
            log, Deployed("a:1", 1, Eu), Deployed("a:2", 2, Us), Of("api", 3, new ServiceDeployed { Environment = new("live", Eu), ArtifactId = "a:1" }),
            Of("i", 4, new IncidentDetected { Environment = new("live"), Service = new("api") }));

        (await RowsAsync(log, "select environment, artifact_id from cdviz.current_deployment")).ShouldBe(["production a:1"]);
        (await RowsAsync(log, "select artifact_id, rollback from cdviz.deployment order by valid_from")).ShouldBe(["a:1 ", "a:2 ", "a:1 inferred"]);
        (await RowsAsync(log, "select artifact_id, rollback from cdviz.dora_deployment order by occurred_at")).ShouldBe(["a:1 ", "a:2 ", "a:1 inferred"]);
        (await RowsAsync(log, "select environment from cdviz.incident")).ShouldBe(["production"]);
        (await RowsAsync(log, "select node_id from cdviz.graph_nodes where node_type = 'environment'")).ShouldBe(["production"]);
    }

    [Theory]
    [InlineData("environment_source => 'https://eu.example'", "2 2 1 1", "a:1 a:2", "i-eu i-none")]
    [InlineData("environment_source => 'https://us.example'", "1 1 0 0", "b:1", "i-us i-none")]
    [InlineData("environment_source => ''", "1 1 0 0", "c:1", "i-none")]
    [InlineData("environment_source => 'https://nowhere.example'", "0 0 0 0", "", "i-none")]
    [InlineData("service_source => '/team-b'", "1 1 0 0", "b:1", "i-eu i-us i-none")]
    [InlineData("environment_source => 'https://eu.example', service_source => '/team-b'", "0 0 0 0", "", "i-eu i-none")]
    [InlineData("service_source => ''", "3 3 1 1", "a:1 a:2 c:1", "i-eu i-none")]
    public async Task are_asked_for_in_the_metrics(string sources, string samples, string artifacts, string unattributed)
    {
        await using var log = await ProjectedLog.CreateAsync();
        await RecordAsync(
            log, Deployed("a:1", 1, Eu), Deployed("b:1", 2, Us, "/team-b"), Deployed("a:2", 3, Eu), Deployed("c:1", 4),
            Of("i-1", 5, new IncidentDetected { Environment = new("production", Eu), Service = new("api"), ArtifactId = "a:2" }), Of("i-1", 6, new IncidentResolved()),
            Of("i-eu", 7, new IncidentDetected { Environment = new("production", Eu), Service = new("other", "") }),
            Of("i-us", 8, new IncidentDetected { Environment = new("production", Us), Service = new("other", "/team-b") }),
            Of("i-none", 9, new IncidentDetected { Environment = new("production") }));

        foreach (var known in (string[])["null", "9"])
        {
            var of = $"'2026-03-01', '2026-04-01', known => {known}, {sources}";
            (await RowsAsync(log, $"""
                select f.sample, c.sample, c.affected, r.sample
                from cdviz.dora_deployment_frequency({of}) f, cdviz.dora_change_failure_rate({of}) c, cdviz.dora_time_to_restore({of}) r
                """)).ShouldBe([samples], known);
            (await RowsAsync(log, $"""
                select coalesce(string_agg(d.artifact_id, ' ' order by e.occurred_at), '')
                from cdviz.dora_evidence('deployment_frequency', {of}) e join cdviz.dora_deployment d on d.id = e.deployment_id
                """)).ShouldBe([artifacts], known);
            (await RowsAsync(log, $"select string_agg(incident, ' ' order by detected_at) from cdviz.dora_unattributed({of})")).ShouldBe([unattributed], known);
            (await RowsAsync(log, $"select reason from cdviz.dora_lead_time({of})")).ShouldBe([artifacts.Length == 0 ? "no_deployments" : artifacts.Contains(' ') ? "no_new_change_known" : "first_deployment"], known);
            (await RowsAsync(log, $"select count(*) from cdviz.dora_difference('dora', 'dora;failure_rules=', {of})")).ShouldBe([samples[4..5]], known);
        }
    }

    private static Task<List<string>> RowsAsync(ProjectedLog log, string sql) =>
        log.Database.RowsAsync(sql, row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(i => $"{row.GetValue(i)}")));

    private static async Task RecordAsync(ProjectedLog log, params CDEvent[] events)
    {
        await log.AppendAsync(events, batch: 1);
        await log.CatchUpAsync(pageSize: 2);
    }

    private CDEvent Deployed(string artifact, double at, string? environment = null, string? service = null) =>
        Of("api", at, new ServiceDeployed { Environment = new("production", environment), ArtifactId = artifact }) with { SubjectSource = service };

    private CDEvent Of(string subject, double at, SubjectContent content) => new($"e-{++sent}", "https://ci.example", Events.T(at), subject, content);
}
