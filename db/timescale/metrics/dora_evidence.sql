-- What a number is made of: deployments, events, rules.

drop function if exists cdviz.dora_evidence(text, timestamptz, timestamptz, text, text, text, text, bigint);
create or replace function cdviz.dora_evidence(
    metric text, from_time timestamptz, to_time timestamptz, environment text default null, service text default null, team text default null,
    definition text default null, known bigint default null, environment_source text default null, service_source text default null)
returns table (
    deployment_id uuid, "position" bigint, occurred_at timestamptz, environment_id text, service_id text, version text, counts boolean, hit boolean,
    value double precision, rule text, change_id text, positions bigint[], alias text)
language plpgsql stable
-- As in cdviz.dora_difference.
set plan_cache_mode = force_custom_plan
set enable_mergejoin = off
set enable_nestloop = on
set jit = off
as $$
#variable_conflict use_column
declare
    places constant text[] := cdviz.dora_environments(dora_evidence.environment);
    names constant text[] := cdviz.dora_services(dora_evidence.service, dora_evidence.team);
    sources constant text[] := cdviz.dora_sources(dora_evidence.environment_source, dora_evidence.service_source);
begin
    if known is not null then
        -- How many deployments were known then is not known to plans, which would look for each among all.
        perform set_config('enable_nestloop', 'off', true);
    end if;

    if metric = 'lead_time' then
        return query
        select v.id, v.position, v.occurred_at, v.environment, v.service, v.version, l.seconds is not null, null::boolean, l.seconds,
               case when l.seconds is not null then l.step || ', by ' || l.path when l.change_id is not null then 'merged_later, by ' || l.path when v.first then 'first_deployment' else 'no_new_change_known' end,
               l.change_id, array_remove(array[l.event_position, v.position], null), nullif(concat_ws(', ', v.alias, l.alias), '')
        from cdviz.dora_verdict(from_time, to_time, places, names, definition, known, sources) v
        left join cdviz.dora_change_lead(from_time, to_time, places, names, definition, known, sources) l on l.deployment_id = v.id
        order by v.occurred_at, v.id, l.started_at, l.change_id;
    else
        return query
        select v.id, v.position, v.occurred_at, v.environment, v.service, v.version, v.counts,
               case metric when 'change_failure_rate' then v.failed when 'time_to_restore' then v.failed when 'rework_rate' then v.rework end,
               case when metric = 'time_to_restore' and v.failed then v.recovery_seconds end,
               case when not v.counts then 'does not count' when metric = 'rework_rate' then v.rework_rule
                    when metric in ('change_failure_rate', 'time_to_restore') then v.failure_rule else v.kind end,
               null::text,
               array[v.position] || case when metric in ('change_failure_rate', 'time_to_restore')
                   then array(select (c ->> 'position')::bigint from jsonb_array_elements(v.causes) c) else '{}' end,
               nullif(concat_ws(
                   ', ', v.alias, case when metric in ('change_failure_rate', 'time_to_restore') then (select min(c ->> 'alias') from jsonb_array_elements(v.causes) c) end), '')
        from cdviz.dora_verdict(from_time, to_time, places, names, definition, known, sources) v
        union all
        -- Incidents that come from none: a rate says less beside them.
        select null, u.position, u.detected_at, u.environment_id, u.service_id, null, false, null, null, 'unattributed', null, array[u.position], null
        from cdviz.dora_unattributed(from_time, to_time, dora_evidence.environment, dora_evidence.service, dora_evidence.team, definition, known,
            dora_evidence.environment_source, dora_evidence.service_source) u
        where metric in ('change_failure_rate', 'time_to_restore')
        order by 3, 1, 2;
    end if;
end
$$;
comment on function cdviz.dora_evidence is
'The deployments behind a metric, for lead_time one row for each change: whether it counts, whether it was a hit (failed, rework), the value it gave, the rule that
decided, and the positions of the events that tell it, and the rules from the settings by which they are told of under other names (alias). For change_failure_rate and time_to_restore also the incidents that come from no deployment, without deployment_id.';
