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
    )
    -- Of what ran already, the deployment before it that counts.
    select coalesce(t.id, c.deployment_id), c.rule,
           array_position(array['said', 'link', 'artifact', 'service', 'environment', 'rollback_sent', 'rollback_inferred', 'roll_forward'], c.rule),
           c.incident, c.event_id, c.position, c.begun_at, c.resolved_at, c.alias
    from cause c
    cross join def
    left join lateral (select b.* from d b where b.id = c.deployment_id and b.repeats) b on true
    left join lateral (
        select o.id from d o
        where o.origin_id = b.origin_id and (o.occurred_at, o.rank, o.id) <= (b.occurred_at, b.rank, b.id)
            and (not o.repeats or def.count_repeats and (o.told_after is null or o.told_after >= extract(epoch from def.repeat_window)))
        order by o.occurred_at desc, o.rank desc, o.id desc
        limit 1) t on true
$$;
comment on function cdviz.dora_cause is
'Why deployments are failed ones by a definition: one row for each incident that comes from one, each roll-back that took one back, each fix right after one. position: of
the event that says so. rank: the rule that counts first. from_at and to_at: when the incident was detected, or else reported, and resolved, as far as that is known; else to_at is when it was taken back or mended.';
