-- The five metrics, in one shape.

create or replace function cdviz.dora_metric(
    metric text, from_time timestamptz, to_time timestamptz, bucket text default null, tz text default 'UTC', environment text default null,
    service text default null, team text default null, definition text default null, known bigint default null)
returns table (period timestamptz, period_end timestamptz, value double precision, sample bigint, affected bigint, reason text)
language plpgsql stable
-- One plan for all questions would be made for none of them.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    places constant text[] := cdviz.dora_environments(dora_metric.environment);
    names constant text[] := cdviz.dora_services(dora_metric.service, dora_metric.team);
    def constant cdviz.dora_definition := cdviz.dora_definition_of(dora_metric.definition);
    defined constant boolean := case when metric in ('change_failure_rate', 'time_to_restore') then def.failure_rules <> '{}'
                                     when metric = 'rework_rate' then def.rework_rules <> '{}' else true end;
    bounds constant timestamptz[] := array(select p.begins from cdviz.dora_periods(from_time, to_time, bucket, tz) p order by p.begins);
begin
    if metric = 'lead_time' then
        return query
        with k as materialized (
            select k.* from cdviz.dora_deployment_known(known) k where known is not null
        ), d as not materialized (
            select d.* from cdviz.dora_deployment d where known is null
            union all
            select k.* from k where known is not null
        ), leads as (
            select width_bucket(l.deployed_at, bounds) as nth, percentile_cont(0.5) within group (order by l.seconds) as median, count(*) as changes,
                   count(*) filter (where l.ordinal = 1) as deployments
            from cdviz.dora_change_lead(from_time, to_time, places, names, definition, known) l
            group by 1
        )
        select p.period, p.ends, l.median, coalesce(l.changes, 0), coalesce(l.deployments, 0),
               case when l.changes is null then (
                   select case when count(*) = 0 then 'no_deployments' when count(*) = count(*) filter (where d.previous_id is null) then 'first_deployment'
                               else 'no_new_change_known' end
                   from d
                   where d.occurred_at >= p.begins and d.occurred_at < p.ends and d.environment = any (places) and (names is null or d.service = any (names))) end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join leads l on l.nth = array_position(bounds, p.begins)
        order by p.period;
    elsif metric in ('deployment_frequency', 'change_failure_rate', 'time_to_restore', 'rework_rate') then
        return query
        with judged as (
            select d.occurred_at, f.deployment_id is not null as failed, cdviz.dora_recovery_seconds(def.recovery_from, d.occurred_at, f.from_at, f.to_at) as seconds,
                   'rollback_' || d.rollback = any (def.rework_rules) or d.fixes and 'fix' = any (def.rework_rules) or p.open @> d.occurred_at as rework
            from (
                select d.id, d.occurred_at, d.environment, d.service, d.rollback, d.repeats, d.fixes, d.previous_id from cdviz.dora_deployment d where known is null
                union all
                select d.id, d.occurred_at, d.environment, d.service, d.rollback, d.repeats, d.fixes, d.previous_id from cdviz.dora_deployment_known(known) d
                where known is not null
            ) d
            left join cdviz.dora_failure(definition, known) f on metric in ('change_failure_rate', 'time_to_restore') and f.deployment_id = d.id
            left join cdviz.dora_failure(definition, known) p
                on metric = 'rework_rate' and 'roll_forward' = any (def.rework_rules) and p.deployment_id = d.previous_id
            where d.occurred_at >= from_time and d.occurred_at < to_time and d.environment = any (places) and (names is null or d.service = any (names))
                and (def.count_rollbacks or d.rollback is null) and (def.count_repeats or not d.repeats)
        ), counted as (
            select width_bucket(j.occurred_at, bounds) as nth, count(*) as deployments, count(*) filter (where j.failed) as failed, count(j.seconds) as restored,
                   percentile_cont(0.5) within group (order by j.seconds) as median, count(*) filter (where j.rework) as reworked
            from judged j
            group by 1
        )
        select p.period, p.ends,
               case when not defined then null when metric = 'deployment_frequency' then c.deployments / (extract(epoch from p.ends - p.begins) / 86400)::double precision
                    when metric = 'time_to_restore' then c.median
                    when metric = 'change_failure_rate' then c.failed / c.deployments::double precision
                    else c.reworked / c.deployments::double precision end,
               coalesce(case when metric = 'time_to_restore' then c.restored else c.deployments end, 0),
               case metric when 'deployment_frequency' then null when 'rework_rate' then coalesce(c.reworked, 0) else coalesce(c.failed, 0) end,
               case when not defined then 'not_defined'
                    when c.deployments is null then 'no_deployments'
                    when metric <> 'time_to_restore' or c.restored > 0 then null
                    when c.failed > 0 then 'not_restored'
                    else 'no_failures' end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join counted c on c.nth = array_position(bounds, p.begins)
        order by p.period;
    else
        raise exception using errcode = '22023', message = format('There is no metric %L.', metric);
    end if;
end
$$;
comment on function cdviz.dora_metric is
'One of deployment_frequency (deployments a day), lead_time and time_to_restore (median seconds), change_failure_rate and rework_rate (shares from 0 to 1) for each
period. value is null where there is no evidence, and reason says why; sample is what it was made of (deployments; changes; failed deployments that were restored),
affected those among them (failed, reworked; for lead_time the deployments, for time_to_restore all failed ones). environment, service, team: names with commas.';
