-- What a definition says of each deployment: does it count, did it fail and why, when was it over, was it rework.

create or replace function cdviz.dora_verdict(
    from_time timestamptz, to_time timestamptz, environments text[], services text[] default null, definition text default null, known bigint default null)
returns table (
    id uuid, "position" bigint, occurred_at timestamptz, environment text, service text, artifact_id text, version text, kind text, rollback text, first boolean,
    counts boolean, failed boolean, failure_rule text, causes jsonb, started_at timestamptz, restored_at timestamptz, recovery_seconds double precision,
    rework boolean, rework_rule text)
language sql stable
as $$
    with def as materialized (
        select * from cdviz.dora_definition_of(definition)
    ), d as not materialized (
        select d.* from cdviz.dora_deployment d where known is null
        union all
        select d.* from cdviz.dora_deployment_known(known) d where known is not null
    ), i as not materialized (
        select i.* from cdviz.dora_incident i where known is null
        union all
        select i.* from cdviz.dora_incident_known(known) i where known is not null
    ), c as not materialized (
        select c.* from cdviz.dora_candidate c where known is null
        union all
        select c.* from cdviz.dora_candidate_known(known) c where known is not null
    ), blamed as (
        select distinct on (c.incident) c.incident, c.rule, c.deployment_id
        from c cross join def
        where c.rule = 'said'
            or c.rule = any (def.incident_rules) and (c.rule = 'link' or c.seconds between 0 and extract(epoch from def.attribution_window))
        order by c.incident, c.rule <> 'said', array_position(def.incident_rules, c.rule)
    ), causes as materialized (
        select b.deployment_id, b.rule, array_position(array['said', 'link', 'artifact', 'service'], b.rule) as rank, i.incident, i.event_id, i.detected_at as from_at,
               i.resolved_at as to_at
        from blamed b join i on i.incident = b.incident cross join def
        where b.deployment_id is not null and 'incident' = any (def.failure_rules)
        union all
        select r.suspect_id, 'rollback_' || r.rollback, case r.rollback when 'sent' then 5 else 6 end, null, r.id, null, r.occurred_at
        from d r cross join def
        where r.suspect_id is not null and 'rollback_' || r.rollback = any (def.failure_rules)
        union all
        select f.previous_id, 'roll_forward', 7, null, f.id, null, f.occurred_at
        from d f cross join def
        where f.fixes and f.previous_id is not null and 'roll_forward' = any (def.failure_rules)
    ), found as (
        select c.deployment_id, (array_agg(c.rule order by c.rank))[1] as rule, min(c.from_at) as from_at,
               case when count(c.incident) > 0
                   then case when bool_and(c.to_at is not null) filter (where c.incident is not null) then max(c.to_at) filter (where c.incident is not null) end
                   else min(c.to_at) end as to_at,
               jsonb_agg(jsonb_build_object('rule', c.rule, 'incident', c.incident, 'eventId', c.event_id) order by c.rank, c.from_at, c.event_id) as causes
        from causes c
        group by c.deployment_id
    ), open as (
        select distinct n.id
        from causes c
        join d n on n.previous_id = c.deployment_id
        where c.from_at <= n.occurred_at and (c.to_at is null or c.to_at >= n.occurred_at)
    ), judged as (
        select d.*, f.rule, f.causes, case def.recovery_from when 'detected' then coalesce(f.from_at, d.occurred_at) else d.occurred_at end as began_at, f.to_at,
               case when 'rollback_' || d.rollback = any (def.rework_rules) then 'rollback_' || d.rollback
                    when d.fixes and 'fix' = any (def.rework_rules) then 'fix'
                    when 'roll_forward' = any (def.rework_rules) and open.id is not null then 'roll_forward' end as rework_rule,
               (def.count_rollbacks or d.rollback is null) and (def.count_repeats or not d.repeats) as counts
        from d
        cross join def
        left join found f on f.deployment_id = d.id
        left join open on open.id = d.id
        where d.occurred_at >= from_time and d.occurred_at < to_time and d.environment = any (environments) and (services is null or d.service = any (services))
    )
    select j.id, j.position, j.occurred_at, j.environment, j.service, j.artifact_id, j.version, j.kind, j.rollback, j.previous_id is null, j.counts,
           j.counts and j.rule is not null, j.rule, j.causes, case when j.rule is not null then j.began_at end, case when j.rule is not null then j.to_at end,
           case when j.rule is not null and j.to_at is not null then greatest(extract(epoch from j.to_at - j.began_at), 0)::double precision end,
           j.counts and j.rework_rule is not null, j.rework_rule
    from judged j
$$;
comment on function cdviz.dora_verdict is
'What a definition says of each deployment in the environments from from_time to before to_time, of the services named or of all: whether it counts, whether it
failed, by which rule and for which causes, when recovery began and ended, whether it was rework. known: as it was known at that position of the log; null for now.
The verdict on a deployment does not depend on the times asked for.';
