-- The five metrics, in one shape.

create or replace function cdviz.dora_metric(
    metric text, from_time timestamptz, to_time timestamptz, bucket text default null, tz text default 'UTC', environment text default null,
    service text default null, team text default null, definition text default null, known bigint default null)
returns table (period timestamptz, period_end timestamptz, value double precision, sample bigint, affected bigint, reason text)
language plpgsql stable
as $$
#variable_conflict use_column
declare
    places constant text[] := cdviz.dora_environments(dora_metric.environment);
    names constant text[] := cdviz.dora_services(dora_metric.service, dora_metric.team);
begin
    if metric = 'deployment_frequency' then
        return query
        select p.period, p.ends, case when count(v.id) > 0 then count(v.id) / (extract(epoch from p.ends - p.begins) / 86400)::double precision end, count(v.id), null::bigint,
               case when count(v.id) = 0 then 'no_deployments' end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join (
            select d.id, d.occurred_at
            from (select d.* from cdviz.dora_deployment d where known is null
                  union all
                  select d.* from cdviz.dora_deployment_known(known) d where known is not null) d
            cross join cdviz.dora_definition_of(definition) f
            where d.occurred_at >= from_time and d.occurred_at < to_time and d.environment = any (places) and (names is null or d.service = any (names))
                and (f.count_rollbacks or d.rollback is null) and (f.count_repeats or not d.repeats)) v on v.occurred_at >= p.begins and v.occurred_at < p.ends
        group by p.period, p.begins, p.ends
        order by p.period;
    elsif metric in ('change_failure_rate', 'rework_rate') then
        return query
        select p.period, p.ends, count(*) filter (where v.hit) / nullif(count(v.id), 0)::double precision, count(v.id), count(*) filter (where v.hit),
               case when count(v.id) = 0 then 'no_deployments' end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join (
            select v.id, v.occurred_at, case metric when 'rework_rate' then v.rework else v.failed end as hit
            from cdviz.dora_verdict(from_time, to_time, places, names, definition, known) v
            where v.counts) v on v.occurred_at >= p.begins and v.occurred_at < p.ends
        group by p.period, p.ends
        order by p.period;
    elsif metric = 'time_to_restore' then
        return query
        select p.period, p.ends, percentile_cont(0.5) within group (order by v.recovery_seconds), count(v.recovery_seconds), count(*) filter (where v.failed),
               case when count(v.recovery_seconds) > 0 then null when count(*) filter (where v.failed) > 0 then 'not_restored'
                    when count(v.id) > 0 then 'no_failures' else 'no_deployments' end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join (
            select v.id, v.occurred_at, v.failed, case when v.failed then v.recovery_seconds end as recovery_seconds
            from cdviz.dora_verdict(from_time, to_time, places, names, definition, known) v
            where v.counts) v on v.occurred_at >= p.begins and v.occurred_at < p.ends
        group by p.period, p.ends
        order by p.period;
    elsif metric = 'lead_time' then
        return query
        select p.period, p.ends, l.median, coalesce(l.changes, 0), coalesce(l.deployments, 0),
               case when l.changes > 0 then null when coalesce(d.deployments, 0) = 0 then 'no_deployments' when d.firsts = d.deployments then 'first_deployment'
                    else 'no_new_change_known' end
        from cdviz.dora_periods(from_time, to_time, bucket, tz) p
        left join (
            select p.period, percentile_cont(0.5) within group (order by l.seconds) as median, count(*) as changes, count(distinct l.deployment_id) as deployments
            from cdviz.dora_change_lead(from_time, to_time, places, names, definition, known) l
            join cdviz.dora_periods(from_time, to_time, bucket, tz) p on l.deployed_at >= p.begins and l.deployed_at < p.ends
            group by p.period) l on l.period = p.period
        left join (
            select p.period, count(*) as deployments, count(*) filter (where v.previous_id is null) as firsts
            from (select d.* from cdviz.dora_deployment d where known is null
                  union all
                  select d.* from cdviz.dora_deployment_known(known) d where known is not null) v
            join cdviz.dora_periods(from_time, to_time, bucket, tz) p on v.occurred_at >= p.begins and v.occurred_at < p.ends
            where v.occurred_at >= from_time and v.occurred_at < to_time and v.environment = any (places) and (names is null or v.service = any (names))
            group by p.period) d on d.period = p.period
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

