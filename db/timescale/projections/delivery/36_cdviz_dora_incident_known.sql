-- @views
drop function if exists cdviz.dora_incident_then(bigint);
create function cdviz.dora_incident_then(known bigint)
returns table (
    "incident" text, "position" bigint, "environment" text, "service" text, "artifact_key" text, "description" text, "detected_at" timestamptz, "resolved_at" timestamptz,
    "event_id" uuid, "id" text, "occurrence" int, "begun_at" timestamptz, "environment_source" text, "service_source" text)
language sql stable security definer
set search_path from current
as $$
    select i.incident, i.event_position, i.environment, i.service, i.artifact_key, i.description, i.began_at, i.resolved_at, i.event_id, i.id, i.occurrence,
           coalesce(i.detected_at, i.reported_at), i.environment_source, i.service_source
    from incidents_of((select array_agg(distinct key) from incident_fact), known) i
$$;
comment on function cdviz.dora_incident_then is 'dora_incident as it was known at a position of the log, with all its columns.';

create or replace function cdviz.dora_incident_known(known bigint)
returns table ("incident" text, "position" bigint, "environment" text, "service" text, "artifact_key" text, "description" text, "detected_at" timestamptz, "resolved_at" timestamptz, "event_id" uuid)
language sql stable security definer
set search_path from current
as $$
    select i.incident, i.event_position, i.environment, i.service, i.artifact_key, i.description, i.began_at, i.resolved_at, i.event_id
    from incidents_of((select array_agg(distinct key) from incident_fact), known) i
$$;
comment on function cdviz.dora_incident_known is 'dora_incident as it was known at a position of the log.';
