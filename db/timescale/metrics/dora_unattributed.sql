-- Incidents that come from no deployment.

drop function if exists cdviz.dora_unattributed(timestamptz, timestamptz, text, text, text, text, bigint);
create or replace function cdviz.dora_unattributed(
    from_time timestamptz, to_time timestamptz, environment text default null, service text default null, team text default null,
    definition text default null, known bigint default null, environment_source text default null, service_source text default null)
returns table (incident text, event_id uuid, "position" bigint, detected_at timestamptz, environment_id text, service_id text)
language sql stable
as $$
    select i.incident, i.event_id, i.position, i.detected_at, i.environment, i.service
    from (select i.*, true as is_now from cdviz.dora_incident i union all select i.*, false from cdviz.dora_incident_then(known) i) i
    cross join (
        select cdviz.dora_environments(dora_unattributed.environment) as places, cdviz.dora_services(dora_unattributed.service, dora_unattributed.team) as names) asked
    where i.is_now = (known is null) and i.detected_at >= from_time and i.detected_at < to_time
        and (i.environment is null or i.environment = any (asked.places)) and (asked.names is null or i.service is null or i.service = any (asked.names))
        and (dora_unattributed.environment_source is null or i.environment_source is null or i.environment_source = dora_unattributed.environment_source)
        and (dora_unattributed.service_source is null or i.service_source is null or i.service_source = dora_unattributed.service_source)
        and 'incident' = any (array(select unnest(d.failure_rules) from cdviz.dora_definition_of(definition) d))
        -- As a list, which is hashed however few they are thought to be.
        and i.id not in (select b.id from cdviz.dora_blame(definition, known) b)
    order by i.detected_at, i.incident
$$;
comment on function cdviz.dora_unattributed is
'Incidents of the environments and services from from_time to before to_time that fit no rule of the definition: they make no deployment a failed one, so a failure rate of 0 beside them
says little. One that names no service, no environment or no source of theirs belongs to any that is asked for; one that a correction gives to none is not there.';
