-- The five metrics of each service, side by side.

drop function if exists cdviz.dora_by_service(timestamptz, timestamptz, text, text, text, text, bigint);
create or replace function cdviz.dora_by_service(
    from_time timestamptz, to_time timestamptz, environment text default null, service text default null, team text default null,
    definition text default null, known bigint default null, environment_source text default null)
returns table (
    service_id text, deployments bigint, deployment_frequency double precision, changes bigint, lead_time double precision, failed bigint,
    change_failure_rate double precision, restored bigint, time_to_restore double precision, reworked bigint, rework_rate double precision, service_source text)
language plpgsql stable
-- As in cdviz.dora_difference.
set plan_cache_mode = force_custom_plan
set enable_mergejoin = off
set enable_nestloop = on
set jit = off
as $$
#variable_conflict use_column
declare
    places constant text[] := cdviz.dora_environments(dora_by_service.environment);
    names constant text[] := cdviz.dora_services(dora_by_service.service, dora_by_service.team);
    sources constant text[] := cdviz.dora_sources(dora_by_service.environment_source, null);
begin
    if known is not null then
        -- How many deployments were known then is not known to plans, which would look for each among all.
        perform set_config('enable_nestloop', 'off', true);
    end if;
    return query
    with judged as (
        select v.service, v.service_source, count(*) as deployments, count(*) filter (where v.failed) as failed, count(v.recovery_seconds) filter (where v.failed) as restored,
               percentile_cont(0.5) within group (order by v.recovery_seconds) filter (where v.failed) as recovery, count(*) filter (where v.rework) as reworked
        from cdviz.dora_verdict(from_time, to_time, places, names, definition, known, sources) v
        where v.counts
        group by v.service, v.service_source
    ), led as (
        select l.service, l.service_source, count(l.seconds) as changes, percentile_cont(0.5) within group (order by l.seconds) as lead
        from cdviz.dora_change_lead(from_time, to_time, places, names, definition, known, sources) l
        group by l.service, l.service_source
    )
    select coalesce(j.service, l.service), coalesce(j.deployments, 0), j.deployments / (extract(epoch from to_time - from_time) / 86400)::double precision,
           coalesce(l.changes, 0), l.lead,
           coalesce(j.failed, 0), case when d.failure_rules <> '{}' then j.failed / j.deployments::double precision end,
           coalesce(j.restored, 0), case when d.failure_rules <> '{}' then j.recovery end,
           coalesce(j.reworked, 0), case when d.rework_rules <> '{}' then j.reworked / j.deployments::double precision end,
           coalesce(j.service_source, l.service_source)
    from judged j
    full join led l on l.service = j.service and coalesce(l.service_source, '') = coalesce(j.service_source, '')
    cross join cdviz.dora_definition_of(definition) d
    order by 1, coalesce(j.service_source, l.service_source) nulls first;
end
$$;
comment on function cdviz.dora_by_service is
'The five metrics of each service with deployments, the numbers that cdviz.dora_metric gives for it alone: deployments a day, lead time (median seconds, over so many
changes), share of failed deployments, recovery (median seconds, over so many restored ones), share of rework. null where there is no evidence. Services
of one id are told apart by their own sources, where events give them.';
