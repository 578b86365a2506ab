-- What changed between two times.

drop function if exists cdviz.deployments_changed(timestamptz, timestamptz, timestamptz);
create function cdviz.deployments_changed(since timestamptz, until timestamptz, known timestamptz default 'infinity')
returns table (environment text, service text, change text, before_artifact_id text, before_version text, before_deployed_at timestamptz,
               after_artifact_id text, after_version text, after_deployed_at timestamptz, deployments bigint, rollbacks bigint,
               before_position bigint, after_position bigint, environment_source text, service_source text)
language sql stable
as $$
    select p.environment, p.service,
           case
               when b.position is null then 'added'
               when a.position is null then 'removed'
               when a.artifact_key is distinct from b.artifact_key then 'replaced'
               else 'redeployed'
           end,
           b.artifact_id, b.version, b.deployed_at, a.artifact_id, a.version, a.deployed_at, n.deployments, n.rollbacks, b.position, a.position, p.environment_source, p.service_source
    from cdviz.deployment_place p
    left join lateral cdviz.deployment_at(p.place, since, known) b on true
    left join lateral cdviz.deployment_at(p.place, cdviz.asked_at(until, known), known) a on true
    cross join lateral (
        select count(*) filter (where e.kind <> 'removed') as deployments,
               count(*) filter (where e.kind = 'rolledback' or e.inferred_rollback) as rollbacks
        from cdviz.deployment_event e
        where e.place = p.place and e.occurred_at > since and e.occurred_at <= cdviz.asked_at(until, known) and e.recorded_at <= known and (e.known_to is null or e.known_to > known)) n
    where a.position is distinct from b.position
$$;
comment on function cdviz.deployments_changed(timestamptz, timestamptz, timestamptz) is
    'What runs at the second time where something else ran at the first: added, removed, replaced by another artifact, or redeployed; with how many deployments and roll-backs there were in between.';
