namespace CdViz.Adapters.Tests.Projecting;

/// <summary>What one table says, no other contradicts: over generated histories of everything, in any order of arrival.</summary>
public class The_tables_together(ITestOutputHelper output)
{
    private static readonly EventType[] Types =
    [
        .. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("artifact"), .. EventTypes.OfSubject("change"), .. EventTypes.OfSubject("incident"),
        .. EventTypes.OfSubject("testcaserun"), .. EventTypes.OfSubject("pipelinerun"),
    ];

    /// <summary>One service and one environment have two names, and another pair has for a while.</summary>
    private static readonly Aliases Names = new(
    [
        new("service", "service", "s-0", "s-1"), new("environment", "environment", "env-0", "env-1"), new("for a while", "service", "*-2", "*-3", Events.T(300), Events.T(600)),
        new("context", "context", "", ""),
    ]);

    /// <summary>Each gives rows where two tables disagree.</summary>
    private static readonly (string Claim, string Contradictions)[] Claims =
    [
        ("what runs now is the end of the history", """
            select coalesce(c.environment, h.environment), coalesce(c.service, h.service), c.position, h.position
            from cdviz.current_deployment c full join (select * from cdviz.deployments_at('infinity')) h using (place)
            where c.position is null or h.position is null or c.artifact_id is distinct from h.artifact_id or c.deployed_at <> h.deployed_at
            """),
        ("one runs at a time, and each until the next", """
            select d.position, d.valid_to, n.valid_from
            from (select d.*, lead(valid_from) over (partition by place order by ordinal) as next_from from cdviz.deployment d) d
            cross join lateral (select d.next_from as valid_from) n
            where d.valid_to is null and n.valid_from is not null or d.valid_to > n.valid_from or d.valid_to < d.valid_from
            """),
        ("history and metrics have the same deployments", """
            select coalesce(h.position, d.position), h.artifact_id, d.artifact_id
            from cdviz.deployment h full join cdviz.dora_deployment d using (position)
            where h.position is null or d.position is null or h.place <> d.place or h.valid_from <> d.occurred_at
                or h.artifact_id is distinct from d.artifact_id
            """),
        ("history and metrics know the same roll-backs", """
            select h.position, h.rollback, d.rollback from cdviz.deployment h join cdviz.dora_deployment d using (position) where h.rollback is distinct from d.rollback
            """),
        ("lists and metrics have the same incidents", """
            select coalesce(i.id, d.id), i.resolved_at, d.resolved_at
            from cdviz.incident i full join cdviz.dora_incident d using (id)
            where i.id is null or d.id is null or i.resolved_at is distinct from d.resolved_at or i.began_at <> d.detected_at or i.service is distinct from d.service
            """),
        ("no recovery is shorter than nothing", "select id, time_to_resolve from cdviz.incident where time_to_resolve < '0' or time_to_report < '0'"),
        ("an incident that is over began", "select id from cdviz.incident where began_at is null or state = 'resolved' and resolved_at is null"),
        ("nobody is blamed for what began before", "select id, deployment_id, seconds from cdviz.dora_candidate where rule in ('artifact', 'service', 'environment') and seconds < 0"),
        ("a lead time is not negative", "select change_id, seconds from cdviz.dora_change where seconds < 0"),
        ("a run lasts as long as it lasts", "select id from cdviz.pipelinerun_attempt where duration < '0' or queue_time < '0' or attempt < 1"),
        ("a verdict is that of an attempt", """
            select v.subject_id, v.passed, v.occurred_at, r.attempt, r.outcome
            from cdviz.test_verdict v
            full join (select * from cdviz.test_run where kind = 'case' and test_id is not null and outcome in ('success', 'failure', 'error') and finished_at is not null) r
                on r.subject_id = v.subject_id and r.source = v.source and r.finished_at = v.occurred_at and v.passed = (r.outcome = 'success')
            where v.subject_id is null or r.subject_id is null
            """),
        ("what the graph knows to run is in the history", """
            select g.position, g.valid_from, g.valid_to, h.valid_to
            from cdviz.graph_deployments g join cdviz.deployment h using (position)
            where g.place <> h.place or g.valid_from <> h.valid_from or g.valid_to is distinct from h.valid_to
                or (g.environment, g.environment_source, g.service, g.service_source) is distinct from (h.environment, h.environment_source, h.service, h.service_source)
            """),
        ("a place is a node of a service and one of an environment", """
            select service_key, environment_key from cdviz.graph_deployments where environment <> '' group by 1, 2 having count(distinct place) > 1
            union all
            select g.service_key, g.environment_key from cdviz.graph_deployments g
            where g.environment <> '' and not exists (
                select from cdviz.graph_nodes n where n.node_key = g.environment_key and n.node_id = g.environment and n.node_source is not distinct from g.environment_source)
            """),
        ("each artifact that ran is a node", """
            select d.artifact_id from cdviz.graph_deployments d where d.artifact_key is not null and not exists (select from cdviz.graph_nodes n where n.node_key = d.artifact_key)
            """),
    ];

    [Theory, InlineData(1, false), InlineData(2, false), InlineData(3, false), InlineData(4, true), InlineData(5, true), InlineData(6, true)]
    public async Task never_contradict_each_other(int seed, bool aliases)
    {
        output.WriteLine($"seed {seed}");
        var random = new RandomEvents(seed);
        var events = random.Of(Types, 500, subjects: 4, seconds: 900);
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(RunLife.Usual, aliases ? Names : Aliases.None, ServicePaths.None));
        await log.AppendAsync(random.Shuffled(events), batch: 40);
        await log.CatchUpAsync(pageSize: 23);
        await AgreeAsync(log, Claims, seed);

        foreach (var table in (string[])["deployment", "dora_deployment", "incident", "test_verdict", "pipelinerun_attempt", "graph_deployments"])
        {
            (await log.Database.ScalarAsync<long>($"select count(*) from cdviz.{table}")).ShouldBeGreaterThan(2, table);
        }
    }

    /// <summary>The graph does not heed corrections.</summary>
    [Theory, InlineData(1, false), InlineData(2, true), InlineData(3, true)]
    public async Task never_contradict_each_other_after_corrections(int seed, bool aliases)
    {
        output.WriteLine($"seed {seed}");
        var random = new RandomEvents(seed);
        var events = random.Of(Types, 400, subjects: 4, seconds: 900);
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(RunLife.Usual, aliases ? Names : Aliases.None, ServicePaths.None));
        foreach (var some in random.Shuffled(events).Chunk(5))
        {
            await log.AppendAsync(some);
            await log.CorrectAsync(some[0], Amendment(some[0], random));
        }

        await log.CatchUpAsync(pageSize: 23);
        await AgreeAsync(log, Claims.Where(one => !one.Contradictions.Contains("graph_", StringComparison.Ordinal)), seed);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.deployment where recorded_at > (select min(recorded_at) from cdviz.deployment)")).ShouldBeGreaterThan(20);
    }

    private static Dictionary<string, string>? Amendment(CDEvent e, RandomEvents random)
    {
        var amendment = EventCorrection.Members.Where(member => EventCorrection.Has(EventTypes.Of(e.Content), member) && random.Next(2) == 0).ToDictionary(member => member, member => member switch
        {
            "occurredAt" => OccurredAt.Text(Events.T(random.Next(900)).UtcDateTime),
            "artifactId" => $"pkg:oci/cart?tag={random.Next(3)}.0.0",
            "service" => $"s-{random.Next(4)}",
            _ => $"env-{random.Next(4)}",
        });
        return amendment.Count > 0 ? amendment : null;
    }

    private static async Task AgreeAsync(ProjectedLog log, IEnumerable<(string Claim, string Contradictions)> claims, int seed)
    {
        foreach (var (claim, contradictions) in claims)
        {
            (await log.Database.RowsAsync(contradictions, row => string.Join(" ", Enumerable.Range(0, row.FieldCount).Select(row.GetValue)))).ShouldBeEmpty($"{claim}, seed {seed}");
        }
    }
}
