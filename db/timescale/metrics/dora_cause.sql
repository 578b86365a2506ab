-- What makes deployments failed ones, by a definition.

create or replace function cdviz.dora_cause(definition text default null, known bigint default null)
returns table (deployment_id uuid, rule text, rank int, incident text, event_id uuid, "position" bigint, from_at timestamptz, to_at timestamptz)
language sql stable
as $$
    with def as materialized (
        select * from cdviz.dora_definition_of(definition)
    ), k as materialized (
        select k.* from cdviz.dora_deployment_known(known) k where known is not null
    ), d as not materialized (
        -- As in cdviz.dora_counted: branches without conditions of their own.
        select d.*
        from (
            select d.id, d.position, d.occurred_at, d.rollback, d.suspect_id, d.previous_id, d.fixes, true as is_now from cdviz.dora_deployment d
            union all
            select k.id, k.position, k.occurred_at, k.rollback, k.suspect_id, k.previous_id, k.fixes, false from k
        ) d
        where d.is_now = (known is null)
    ), i as not materialized (
        select i.*
        from (select i.*, true as is_now from cdviz.dora_incident i union all select i.*, false from cdviz.dora_incident_known(known) i) i
        where i.is_now = (known is null)
    ), c as not materialized (
        select c.*
        from (select c.*, true as is_now from cdviz.dora_candidate c union all select c.*, false from cdviz.dora_candidate_known(known) c) c
        where c.is_now = (known is null)
    ), blamed as (
        select distinct on (c.incident) c.incident, c.rule, c.deployment_id
        from c cross join def
        where c.rule = 'said'
            or c.rule = any (def.incident_rules) and (c.rule = 'link' or c.seconds between 0 and extract(epoch from def.attribution_window))
        order by c.incident, c.rule <> 'said', array_position(def.incident_rules, c.rule)
    )
    select b.deployment_id, b.rule, array_position(array['said', 'link', 'artifact', 'service'], b.rule), i.incident, i.event_id, i.position, i.detected_at,
           i.resolved_at
    from blamed b join i on i.incident = b.incident cross join def
    where b.deployment_id is not null and 'incident' = any (def.failure_rules)
    union all
    select r.suspect_id, 'rollback_' || r.rollback, case r.rollback when 'sent' then 5 else 6 end, null, r.id, r.position, null, r.occurred_at
    from d r cross join def
    where r.suspect_id is not null and 'rollback_' || r.rollback = any (def.failure_rules)
    union all
    select f.previous_id, 'roll_forward', 7, null, f.id, f.position, null, f.occurred_at
    from d f cross join def
    where f.fixes and f.previous_id is not null and 'roll_forward' = any (def.failure_rules)
$$;
comment on function cdviz.dora_cause is
'Why deployments are failed ones by a definition: one row for each incident that comes from one, each roll-back that took one back, each fix right after one. position: of
the event that says so. rank: the rule that counts first. from_at and to_at: when the incident was detected and resolved; else to_at is when it was taken back or mended.';
