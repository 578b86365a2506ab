-- The five metrics, in one shape.

drop function if exists cdviz.dora_metric(text, timestamptz, timestamptz, text, text, text, text, text, text, bigint);
create or replace function cdviz.dora_metric(
    metric text, from_time timestamptz, to_time timestamptz, bucket text default null, tz text default 'UTC', environment text default null,
    service text default null, team text default null, definition text default null, known bigint default null, environment_source text default null,
    service_source text default null)
returns table (period timestamptz, period_end timestamptz, value double precision, sample bigint, affected bigint, reason text)
language plpgsql stable rows 12
-- One plan for all questions would be made for none of them.
set plan_cache_mode = force_custom_plan
-- How many failures are found among so many deployments is estimated far too high, and then all are sorted.
set enable_mergejoin = off
-- To compile them takes longer than to answer.
set jit = off
as $$
#variable_conflict use_column
declare
    places constant text[] := cdviz.dora_environments(dora_metric.environment);
    names constant text[] := cdviz.dora_services(dora_metric.service, dora_metric.team);
    sources constant text[] := cdviz.dora_sources(dora_metric.environment_source, dora_metric.service_source);
    def constant cdviz.dora_definition := cdviz.dora_definition_of(dora_metric.definition);
    defined constant boolean := case when metric in ('change_failure_rate', 'time_to_restore') then def.failure_rules <> '{}'
                                     when metric = 'rework_rate' then def.rework_rules <> '{}' else true end;
    -- Where each change has a step at which the clock starts, the deployments are those of their first changes.
    every_change constant boolean := def.lead_steps @> '{merged,packaged,published}';
    bounds constant timestamptz[] := array(select p.begins from cdviz.dora_periods(from_time, to_time, bucket, tz) p order by p.begins);
    failed uuid[] := '{}';
    failed_from timestamptz[];
    failed_to timestamptz[];
    failed_by_incident boolean[];
    -- The same definition, with nothing looked up for failures without an incident, which are never open.
    by_incident constant text := coalesce(definition, 'dora') || ';failure_rules=incident';
    open_of uuid[] := '{}';
    open_while tstzmultirange[];
begin
    -- As arrays, of which it is known how many there are when the rest is planned.
    if metric in ('change_failure_rate', 'time_to_restore') then
        select coalesce(array_agg(f.deployment_id), '{}'), array_agg(f.from_at), array_agg(f.to_at), array_agg(f.open is not null)
        into failed, failed_from, failed_to, failed_by_incident
        from cdviz.dora_failure(definition, known) f;
    elsif metric = 'rework_rate' and 'roll_forward' = any (def.rework_rules) and 'incident' = any (def.failure_rules) and known is null then
        -- While which times what ran had an incident, however often it was told: what is told again is little, and found by an index of its own.
        with again as materialized (
            select d.id, d.origin_id from cdviz.dora_deployment d where d.repeats
        ), origin as materialized (
            select coalesce(a.origin_id, f.deployment_id) as id, f.open
            from cdviz.dora_failure(by_incident, known) f
            left join again a on a.id = f.deployment_id
            where f.open is not null
        )
        select coalesce(array_agg(p.id), '{}'), array_agg(p.open) into open_of, open_while
        from (select o.id, o.open from origin o union all select a.id, o.open from origin o join again a on a.origin_id = o.id) p;
    elsif metric = 'rework_rate' and 'roll_forward' = any (def.rework_rules) and 'incident' = any (def.failure_rules) then
        with k as materialized (
            select k.id, k.origin_id from cdviz.dora_deployment_then(known) k
        )
        select coalesce(array_agg(p.id), '{}'), array_agg(f.open) into open_of, open_while
        from cdviz.dora_failure(by_incident, known) f
        join k o on o.id = f.deployment_id
        join k p on p.origin_id = o.origin_id
        where f.open is not null;
    end if;

    if metric = 'lead_time' then
        return query
        with k as materialized (
            select k.* from cdviz.dora_deployment_then(known) k where known is not null
        ), leads as (
            select array_position(bounds, p.begins) as nth, l.*
            from cdviz.dora_periods(from_time, to_time, bucket, tz) p
            cross join lateral (
                select percentile_cont(0.5) within group (order by l.seconds) as median, count(l.seconds) as changes, count(*) as known_changes,
                       case when every_change then count(l.seconds) filter (where l.ordinal = 1)
                            else count(distinct case when not every_change and l.seconds is not null then l.deployment_id end) end as deployments
                from cdviz.dora_lead(p.begins, p.ends, places, names, def.lead_steps, null, sources) l) l
            where known is null
            union all
            select width_bucket(l.deployed_at, bounds), percentile_cont(0.5) within group (order by l.seconds), count(l.seconds), count(*),
                   count(distinct l.deployment_id) filter (where l.seconds is not null)
            from cdviz.dora_lead(from_time, to_time, places, names, def.lead_steps, known, sources) l
            where known is not null
            group by 1
        )
        select p.period, p.ends, l.median, coalesce(l.changes, 0), coalesce(l.deployments, 0),
               case when l.changes = 0 and l.known_changes > 0 then 'merged_later' when coalesce(l.changes, 0) = 0 then (
                   select case when count(*) = 0 then 'no_deployments' when count(*) = count(*) filter (where d.previous_id is null) then 'first_deployment'
                               else 'no_new_change_known' end
                   from (
                       select d.previous_id from cdviz.dora_counting(p.begins, p.ends, places, names, true, true, interval '0', null, sources) d where known is null
                       union all
                       select k.previous_id from k
                       where k.occurred_at >= p.begins and k.occurred_at < p.ends and k.environment = any (places) and (names is null or k.service = any (names))
                           and (sources is null or cdviz.dora_is_of(k.environment_source, k.service_source, sources))) d) end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join leads l on l.nth = array_position(bounds, p.begins)
        order by p.period;
    elsif metric in ('deployment_frequency', 'change_failure_rate', 'time_to_restore', 'rework_rate') then
        return query
        with counted as (
            -- Now each period has its part of the index; to look up the period of each deployment takes longer. For recovery it is enough that there is one.
            select array_position(bounds, p.begins) as nth, c.*
            from cdviz.dora_periods(from_time, to_time, bucket, tz) p
            cross join lateral (
                select nullif(count(*), 0) as deployments, count(*) filter (where d.id = any (failed)) as failed
                from (
                    select d.id from cdviz.dora_counting(p.begins, p.ends, places, names, def.count_rollbacks, def.count_repeats, def.repeat_window, null, sources) d
                    limit case when metric = 'time_to_restore' then 1 end) d) c
            where known is null
            union all
            select width_bucket(d.occurred_at, bounds), count(*), count(*) filter (where d.id = any (failed))
            from cdviz.dora_counting(from_time, to_time, places, names, def.count_rollbacks, def.count_repeats, def.repeat_window, known, sources) d
            where known is not null
            group by 1
        ), hit as (
            select d.id, d.occurred_at, cdviz.dora_seconds_between(cdviz.dora_recovery_start(def.recovery_from, d.occurred_at, f.from_at, f.by_incident), f.to_at) as seconds
            from unnest(failed, failed_from, failed_to, failed_by_incident) f (deployment_id, from_at, to_at, by_incident)
            -- With an offset, so that they are read once and not looked up one by one.
            join (
                select d.id, d.occurred_at
                from cdviz.dora_counting(from_time, to_time, places, names, def.count_rollbacks, def.count_repeats, def.repeat_window, known, sources) d
                offset 0) d on d.id = f.deployment_id
            where metric = 'time_to_restore'
            union all
            (
                select d.id, d.occurred_at, null::double precision
                from cdviz.dora_counting(from_time, to_time, places, names, def.count_rollbacks, def.count_repeats, def.repeat_window, known, sources) d
                where metric = 'rework_rate' and (d.rollback is not null or d.fixes)
                    and ('rollback_' || d.rollback = any (def.rework_rules) or d.fixes and 'fix' = any (def.rework_rules))
                union
                select d.id, d.occurred_at, null::double precision
                from unnest(open_of, open_while) f (id, open)
                join cdviz.dora_counting(from_time, to_time, places, names, def.count_rollbacks, def.count_repeats, def.repeat_window, known, sources) d on d.previous_id = f.id
                where metric = 'rework_rate' and f.open @> d.occurred_at and not d.repeats
            )
        ), hits as (
            select width_bucket(h.occurred_at, bounds) as nth, count(*) as deployments, count(h.seconds) as restored,
                   percentile_cont(0.5) within group (order by h.seconds) as median
            from hit h
            group by 1
        )
        select p.period, p.ends,
               case when not defined then null when metric = 'deployment_frequency' then c.deployments / (extract(epoch from p.ends - p.begins) / 86400)::double precision
                    when metric = 'time_to_restore' then h.median
                    when metric = 'change_failure_rate' then c.failed / c.deployments::double precision
                    else coalesce(h.deployments, 0) / c.deployments::double precision end,
               coalesce(case when metric = 'time_to_restore' then h.restored else c.deployments end, 0),
               case metric when 'deployment_frequency' then null when 'change_failure_rate' then coalesce(c.failed, 0) else coalesce(h.deployments, 0) end,
               case when not defined then 'not_defined'
                    when c.deployments is null then 'no_deployments'
                    when metric <> 'time_to_restore' or h.restored > 0 then null
                    when h.deployments > 0 then 'not_restored'
                    else 'no_failures' end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join counted c on c.nth = array_position(bounds, p.begins)
        left join hits h on h.nth = array_position(bounds, p.begins)
        order by p.period;
    else
        raise exception using errcode = '22023', message = format('There is no metric %L.', metric);
    end if;
end
$$;
comment on function cdviz.dora_metric is
'One of deployment_frequency (deployments a day), lead_time and time_to_restore (median seconds), change_failure_rate and rework_rate (shares from 0 to 1) for each
period. value is null where there is no evidence, and reason says why; sample is what it was made of (deployments; changes; failed deployments that were restored),
affected those among them (failed, reworked; for lead_time the deployments, for time_to_restore all failed ones). environment, service, team: names with commas; environment_source, service_source: the
sources that events give them, where several have one id.';
