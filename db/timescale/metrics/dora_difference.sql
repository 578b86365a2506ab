-- Two definitions over one history, deployment by deployment.

drop function if exists cdviz.dora_difference(text, text, timestamptz, timestamptz, text, text, text, bigint);
create or replace function cdviz.dora_difference(
    one text, other text, from_time timestamptz, to_time timestamptz, environment text default null, service text default null, team text default null,
    known bigint default null, environment_source text default null, service_source text default null)
returns table (
    deployment_id uuid, "position" bigint, occurred_at timestamptz, environment_id text, service_id text, version text, differs text[], one_verdict jsonb, other_verdict jsonb)
language plpgsql stable
-- With plans made for the question: by one for all, what each says would be looked for among all that the other says.
set plan_cache_mode = force_custom_plan
set enable_mergejoin = off
set enable_nestloop = on
set jit = off
as $$
#variable_conflict use_column
declare
    places constant text[] := cdviz.dora_environments(dora_difference.environment);
    names constant text[] := cdviz.dora_services(dora_difference.service, dora_difference.team);
    sources constant text[] := cdviz.dora_sources(dora_difference.environment_source, dora_difference.service_source);
begin
    if known is not null then
        -- How many deployments were known then is not known to plans, which would look for each among all.
        perform set_config('enable_nestloop', 'off', true);
    end if;
    return query
    with a as materialized (
        select v.*, l.seconds
        from cdviz.dora_verdict(from_time, to_time, places, names, one, known, sources) v
        left join (select l.deployment_id, percentile_cont(0.5) within group (order by l.seconds) as seconds
                   from cdviz.dora_change_lead(from_time, to_time, places, names, one, known, sources) l group by 1) l on l.deployment_id = v.id
    ), b as materialized (
        select v.*, l.seconds
        from cdviz.dora_verdict(from_time, to_time, places, names, other, known, sources) v
        left join (select l.deployment_id, percentile_cont(0.5) within group (order by l.seconds) as seconds
                   from cdviz.dora_change_lead(from_time, to_time, places, names, other, known, sources) l group by 1) l on l.deployment_id = v.id
    )
    select a.id, a.position, a.occurred_at, a.environment, a.service, a.version, array_remove(array[
               case when a.counts is distinct from b.counts then 'deployment_frequency' end,
               case when a.seconds is distinct from b.seconds then 'lead_time' end,
               case when a.failed is distinct from b.failed then 'change_failure_rate' end,
               case when a.recovery_seconds is distinct from b.recovery_seconds then 'time_to_restore' end,
               case when a.rework is distinct from b.rework then 'rework_rate' end], null),
           jsonb_build_object('counts', a.counts, 'failed', a.failed, 'rule', a.failure_rule, 'recoverySeconds', a.recovery_seconds, 'rework', a.rework, 'leadSeconds', a.seconds),
           jsonb_build_object('counts', b.counts, 'failed', b.failed, 'rule', b.failure_rule, 'recoverySeconds', b.recovery_seconds, 'rework', b.rework, 'leadSeconds', b.seconds)
    from a join b on b.id = a.id
    where (a.counts, a.failed, a.recovery_seconds, a.rework, a.seconds) is distinct from (b.counts, b.failed, b.recovery_seconds, b.rework, b.seconds)
    order by a.occurred_at, a.id;
end
$$;
comment on function cdviz.dora_difference is 'The deployments of which two definitions say different things, in which metrics, and what each says.';
