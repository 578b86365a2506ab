-- What makes deployments failed ones, by a definition.

drop function if exists cdviz.dora_cause(text, bigint);
create function cdviz.dora_cause(definition text default null, known bigint default null)
returns table (deployment_id uuid, rule text, rank int, incident text, event_id uuid, "position" bigint, from_at timestamptz, to_at timestamptz, alias text)
language sql stable
as $$
    with def as materialized (
        select * from cdviz.dora_definition_of(definition)
    ), k as materialized (
        select k.* from cdviz.dora_deployment_then(known) k where known is not null
    ), d as not materialized (
        -- As in cdviz.dora_counting: branches without conditions of their own.
        select d.*
        from (
            select d.id, d.position, d.occurred_at, d.rank, d.rollback, d.suspect_id, d.previous_id, d.fixes, d.repeats, d.origin_id, d.told_after, true as is_now
            from cdviz.dora_deployment d
            union all
            select k.id, k.position, k.occurred_at, k.rank, k.rollback, k.suspect_id, k.previous_id, k.fixes, k.repeats, k.origin_id, k.told_after, false from k
        ) d
        where d.is_now = (known is null)
    ), i as not materialized (
        select i.*
        from (select i.*, true as is_now from cdviz.dora_incident i union all select i.*, false from cdviz.dora_incident_then(known) i) i
        where i.is_now = (known is null)
    ), cause as (
        select b.deployment_id, b.rule, i.incident, i.event_id, i.position, i.begun_at, i.resolved_at, b.alias
        from cdviz.dora_blame(definition, known) b join i on i.id = b.id cross join def
        where b.deployment_id is not null and 'incident' = any (def.failure_rules)
        union all
        select r.suspect_id, 'rollback_' || r.rollback, null, r.id, r.position, null, r.occurred_at, null
        from d r cross join def
        where r.suspect_id is not null and 'rollback_' || r.rollback = any (def.failure_rules)
        union all
        select f.previous_id, 'roll_forward', null, f.id, f.position, null, f.occurred_at, null
        from d f cross join def
        where f.fixes and f.previous_id is not null and 'roll_forward' = any (def.failure_rules)
    ), again as (
        select distinct b.origin_id from cause c join d b on b.id = c.deployment_id where b.repeats
    ), report as (
        -- Those of what ran that is told again, now one by one, which finds them by an index.
        select o.*
        from again a
        cross join lateral (select o.origin_id, o.id, o.occurred_at, o.rank, o.repeats, o.told_after from cdviz.dora_deployment o where o.origin_id = a.origin_id offset 0) o
        where known is null
        union all
        select o.origin_id, o.id, o.occurred_at, o.rank, o.repeats, o.told_after from k o join again a on a.origin_id = o.origin_id
    ), counting as (
        select r.*, count(*) filter (where not r.repeats or def.count_repeats and (r.told_after is null or r.told_after >= extract(epoch from def.repeat_window)))
                        over (partition by r.origin_id order by r.occurred_at, r.rank, r.id) as nth
        from report r cross join def
    ), stand as (
        select c.id, first_value(c.id) over (partition by c.origin_id, c.nth order by c.occurred_at, c.rank, c.id) as counted
        from counting c
        where c.nth > 0
    )
    -- Of what ran already, the report before it that counts.
    select coalesce(s.counted, c.deployment_id), c.rule,
           array_position(array['said', 'link', 'artifact', 'service', 'environment', 'rollback_sent', 'rollback_inferred', 'roll_forward'], c.rule),
           c.incident, c.event_id, c.position, c.begun_at, c.resolved_at, c.alias
    from cause c
    left join stand s on s.id = c.deployment_id
$$;
comment on function cdviz.dora_cause is
'Why deployments are failed ones by a definition: one row for each incident that comes from one, each roll-back that took one back, each fix right after one. position: of
the event that says so. rank: the rule that counts first. from_at and to_at: when the incident was detected, or else reported, and resolved, as far as that is known; else to_at is when it was taken back or mended.';
