-- @views
create or replace function cdviz.dora_incident_known(known bigint)
returns table ("incident" text, "position" bigint, "environment" text, "service" text, "artifact_key" text, "description" text, "detected_at" timestamptz, "resolved_at" timestamptz, "event_id" uuid)
language sql stable security definer
set search_path from current
as $$
    select i.* from incidents_of((select array_agg(distinct incident) from incident_fact), known) i
$$;
comment on function cdviz.dora_incident_known is 'dora_incident as it was known at a position of the log.';
