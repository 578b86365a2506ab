-- What a definition says of each deployment: does it count, did it fail and why, when was it over, was it rework.

drop function if exists cdviz.dora_verdict(timestamptz, timestamptz, text[], text[], text, bigint);
create or replace function cdviz.dora_verdict(
    from_time timestamptz, to_time timestamptz, environments text[], services text[] default null, definition text default null, known bigint default null,
    sources text[] default null)
returns table (
    id uuid, "position" bigint, occurred_at timestamptz, environment text, service text, artifact_id text, version text, kind text, rollback text, first boolean,
    counts boolean, failed boolean, failure_rule text, causes jsonb, started_at timestamptz, restored_at timestamptz, recovery_seconds double precision,
    rework boolean, rework_rule text, environment_source text, service_source text, alias text)
language sql stable
as $$
    with d as not materialized (
        -- As in cdviz.dora_counting: branches without conditions of their own.
        select d.* from (select d.*, true as is_now from cdviz.dora_deployment d union all select d.*, false from cdviz.dora_deployment_then(known) d) d
        where d.is_now = (known is null)
    )
    select d.id, d.position, d.occurred_at, d.environment, d.service, d.artifact_id, d.version, d.kind, d.rollback, d.previous_id is null, n.counts,
           n.counts and f.rule is not null, f.rule, c.causes,
           case when f.rule is not null then s.started_at end, f.to_at,
           cdviz.dora_seconds_between(s.started_at, f.to_at), n.counts and n.rework_rule is not null, n.rework_rule, d.environment_source, d.service_source, d.alias
    from d
    cross join cdviz.dora_definition_of(definition) def
    left join cdviz.dora_failure(definition, known) f on f.deployment_id = d.id
    left join (
        select c.deployment_id,
               jsonb_agg(
                   jsonb_build_object('rule', c.rule, 'incident', c.incident, 'eventId', c.event_id, 'position', c.position)
                       || case when c.alias is null then '{}' else jsonb_build_object('alias', c.alias) end
                   order by c.rank, c.from_at, c.event_id) as causes
        from cdviz.dora_cause(definition, known) c
        group by c.deployment_id) c on c.deployment_id = d.id
    cross join lateral (select cdviz.dora_recovery_start(def.recovery_from, d.occurred_at, f.from_at, f.open is not null) as started_at) s
    left join d ran on ran.id = d.previous_id
    -- While which times what ran before had an incident, however often it was told.
    left join (
        select o.origin_id, range_agg(p.open) as open
        from cdviz.dora_failure(definition, known) p join d o on o.id = p.deployment_id
        group by o.origin_id) p on p.origin_id = ran.origin_id
    cross join lateral (
        select (def.count_rollbacks or d.rollback is null) and (not d.repeats or def.count_repeats and (d.told_after is null or d.told_after >= extract(epoch from def.repeat_window))) as counts,
               case when 'rollback_' || d.rollback = any (def.rework_rules) then 'rollback_' || d.rollback
                    when d.fixes and 'fix' = any (def.rework_rules) then 'fix'
                    when p.open @> d.occurred_at and not d.repeats and 'roll_forward' = any (def.rework_rules) then 'roll_forward' end as rework_rule) n
    where d.occurred_at >= from_time and d.occurred_at < to_time and d.environment = any (environments) and (services is null or d.service = any (services))
        and (sources is null or cdviz.dora_is_of(d.environment_source, d.service_source, sources))
$$;
comment on function cdviz.dora_verdict is
'What a definition says of each deployment in the environments from from_time to before to_time, of the services named or of all: whether it counts, whether it
failed, by which rule and for which causes, when recovery began and ended, whether it was rework. known: as it was known at that position of the log; null for now.
sources: as cdviz.dora_is_of reads them. The verdict on a deployment does not depend on the times asked for.';
