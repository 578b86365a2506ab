namespace CdViz.Adapters.Alerting;

/// <summary>
/// What each rule finds in the read tables: $1 the alert, $2 since when, $3 environments, $4 services, $5 names, $6 branches (patterns, all where empty), $7 the bound, $8 the
/// time that is looked at. Keys are made of what happened, not of rows, so that a rebuild, a correction of something else or another order of arrival finds the same.
/// </summary>
internal static class AlertStatements
{
    /// <summary>The statement of a rule.</summary>
    public static string Of(AlertRule rule) => rule switch
    {
        AlertRule.Deployed => Deployed,
        AlertRule.RolledBack => RolledBack,
        AlertRule.PipelineFailed => PipelineFailed,
        AlertRule.PipelineBroken => PipelineBroken,
        AlertRule.Incident => Incident,
        AlertRule.LeadTime => LeadTime,
        AlertRule.FlakyTest => FlakyTest,
        AlertRule.Projection => Projection,
        AlertRule.SourceSilent => SourceSilent,
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private const string InEnvironments = "(cardinality($3::text[]) = 0 or o.environment like any (array(select cdviz.like_pattern(p) from unnest($3::text[]) p)))";

    private const string InProduction = """
        (case when cardinality($3::text[]) = 0 then o.environment in (select environment from cdviz.production_environment)
              else o.environment like any (array(select cdviz.like_pattern(p) from unnest($3::text[]) p)) end)
        """;

    private const string InServices = "(cardinality($4::text[]) = 0 or o.service like any (array(select cdviz.like_pattern(p) from unnest($4::text[]) p)))";

    private const string InNames = "(cardinality($5::text[]) = 0 or o.name like any (array(select cdviz.like_pattern(p) from unnest($5::text[]) p)))";

    private const string InBranches = "(cardinality($6::text[]) = 0 or b.branch like any (array(select cdviz.like_pattern(p) from unnest($6::text[]) p)))";

    // What was seen is not found again; more than fit are found the next time.
    private const string Fresh = """
        and not exists (select from events.alert_seen s where s.alert = $1 and s.key = o.key)
        order by o.at, o.key
        limit 500
        """;

    private const string DeploymentFacts = """
        jsonb_build_object('environment', o.environment, 'service', o.service, 'version', o.version, 'artifact', o.artifact_id, 'previous', o.previous_version, 'kind', o.kind,
            'rollback', o.rollback, 'source', o.source, 'chain', o.chain_id, 'position', o.position)
        """;

    private const string Deployments = """
        from (
            select d.*, d.valid_from as at,
                   encode(sha256(convert_to(jsonb_build_array(d.environment, d.service, d.valid_from, d.artifact_id)::text, 'UTF8')), 'hex') as key
            from cdviz.deployment d
            where d.valid_from >= $2 and d.valid_from <= cdviz.stamp_limit(now())) o
        """;

    private const string Deployed = $"""
        select o.key, o.at, 'deployed', {DeploymentFacts}
        {Deployments}
        where o.rollback is null and {InProduction} and {InServices}
        {Fresh}
        """;

    private const string RolledBack = $"""
        select o.key, o.at, 'rolledback', {DeploymentFacts}
        {Deployments}
        where o.rollback is not null and {InEnvironments} and {InServices}
        {Fresh}
        """;

    // CDEvents say no branch of a run; tools do, in customData.
    private const string BranchAt = """
        select max(coalesce(v ->> 'headBranch', v ->> 'branch', v ->> 'ref')) as branch
        from events.mt_events e
        cross join lateral jsonb_path_query(e.data, 'lax $.customData.**{0 to 1} ? (@.type() == "object")') v
        where e.seq_id =
        """;

    private const string RunFacts = """
        jsonb_build_object('name', o.name, 'run', o.subject_id, 'outcome', o.outcome, 'errors', left(o.errors, 1000), 'branch', b.branch, 'url', o.url, 'source', o.source,
            'seconds', extract(epoch from o.duration)::int, 'chain', o.chain_id, 'position', o.position)
        """;

    private const string PipelineFailed = $"""
        select o.key, o.at, 'failed', {RunFacts}
        from (
            select r.*, r.finished_at as at, r.id as key
            from cdviz.pipelinerun_attempt r
            where r.finished_at >= $2 and r.finished_at <= cdviz.stamp_limit(now()) and r.outcome in ('failure', 'error')) o
        left join lateral ({BranchAt} o.position) b on true
        where {InNames} and {InBranches}
        {Fresh}
        """;

    private const string PipelineBroken = $"""
        select o.key, o.at, case when o.outcome = 'success' then 'recovered' else 'broken' end, {RunFacts}
        from (
            select r.*, r.finished_at as at, r.id || case when r.outcome = 'success' then '|recovered' else '|broken' end as key
            from cdviz.pipelinerun_attempt r
            where r.finished_at >= $2 and r.finished_at <= cdviz.stamp_limit(now()) and r.outcome in ('success', 'failure', 'error')) o
        left join lateral ({BranchAt} o.position) b on true
        cross join lateral (
            select w.outcome
            from (
                select p.outcome, p.finished_at, p.position
                from cdviz.pipelinerun_attempt p
                where p.source = o.source and p.name is not distinct from o.name and p.finished_at < o.finished_at and p.outcome in ('success', 'failure', 'error')
                order by p.finished_at desc
                limit 50) w
            left join lateral ({BranchAt} w.position) wb on true
            where wb.branch is not distinct from b.branch
            order by w.finished_at desc
            limit 1) before
        where (before.outcome = 'success') <> (o.outcome = 'success') and {InNames} and {InBranches}
        {Fresh}
        """;

    private const string Incident = $"""
        select o.key, o.at, o.what,
               jsonb_build_object('incident', o.subject_id, 'description', left(o.description, 1000), 'environment', o.environment, 'service', o.service, 'artifact', o.artifact_id,
                   'ticket', o.ticket_uri, 'source', o.source, 'seconds', extract(epoch from o.time_to_resolve)::int, 'chain', o.chain_id, 'position', o.position)
        from (
            select i.*, i.began_at as at, i.id || '|opened' as key, 'opened' as what from cdviz.incident i where i.last_seen_at >= $2 and i.began_at >= $2
            union all
            select i.*, i.resolved_at, i.id || '|resolved', 'resolved' from cdviz.incident i where i.last_seen_at >= $2 and i.resolved_at >= $2) o
        where o.at <= cdviz.stamp_limit(now()) and {InEnvironments} and {InServices}
        {Fresh}
        """;

    private const string LeadTime = $"""
        select o.key, o.at, 'slow',
               jsonb_build_object('environment', o.environment, 'service', o.service, 'name', o.change_id, 'repository', o.repository, 'seconds', o.seconds::bigint, 'step', o.step,
                   'position', o.event_position)
        from (
            select l.*, l.deployed_at as at, l.deployment_id || '|' || l.change_id as key
            from cdviz.dora_change_lead($2, cdviz.stamp_limit(now()), array(
                select environment from cdviz.production_environment where cardinality($3::text[]) = 0
                union
                select p.environment from cdviz.deployment_place p where p.environment like any (array(select cdviz.like_pattern(g) from unnest($3::text[]) g)))) l
            where l.seconds > $7) o
        where {InServices}
        {Fresh}
        """;

    private const string FlakyTest = $"""
        select o.key, o.at, 'firing',
               jsonb_build_object('name', o.name, 'test', o.test_id, 'share', round(o.flakiness::numeric, 3), 'flaky', o.flaky, 'tested', o.tested_again, 'failures', o.failures)
        from (
            select f.*, f.test_id as key, coalesce(f.last_flaky_at, now()) as at
            from cdviz.test_flakiness(now() - $8::interval, now()) f
            where f.flakiness > $7 and f.tested_again >= 3) o
        where {InNames}
        order by o.at, o.key
        limit 500
        """;

    private const string Projection = $"""
        select o.key, o.at, 'firing',
               jsonb_build_object('name', o.name, 'how', o.state, 'reason', left(o.reason, 1000), 'position', o.stopped_position, 'seconds', o.lag_seconds::bigint, 'behind', o.lag_events)
        from (
            select p.*, p.name as key, coalesce(p.stopped_at, now()) as at
            from cdviz.projection_status p
            where p.state = 'stopped' or p.lag_seconds > $7) o
        where {InNames}
        order by o.at, o.key
        limit 500
        """;

    private const string SourceSilent = """
        select h.pattern, h.heard_at, 'firing', jsonb_build_object('name', h.pattern, 'seconds', extract(epoch from now() - h.heard_at)::bigint)
        from events.alert_heard h
        where h.alert = $1 and h.pattern = any ($5) and h.heard_at < now() - make_interval(secs => $7)
        order by h.heard_at, h.pattern
        limit 500
        """;
}
