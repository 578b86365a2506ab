-- @views
create or replace view cdviz.dora_incident as
select incident, event_position as position, environment, service, artifact_key, description, began_at as detected_at, resolved_at, event_id, id, occurrence,
       coalesce(detected_at, reported_at) as begun_at, environment_source, service_source
from incident;
comment on view cdviz.dora_incident is 'Incidents as they stand: the rows of cdviz.incident.';
comment on column cdviz.dora_incident.incident is 'Id of the incident.';
comment on column cdviz.dora_incident.position is 'Position of its first report.';
comment on column cdviz.dora_incident.environment is 'Where it happens.';
comment on column cdviz.dora_incident.service is 'The service it concerns.';
comment on column cdviz.dora_incident.artifact_key is 'The artifact it concerns.';
comment on column cdviz.dora_incident.description is 'What happens.';
comment on column cdviz.dora_incident.detected_at is 'When it was detected, or else first told of.';
comment on column cdviz.dora_incident.resolved_at is 'When it was over first; null while it is not.';
comment on column cdviz.dora_incident.event_id is 'Id of the event that told of it first.';
comment on column cdviz.dora_incident.id is 'Names the row, as in cdviz.incident.';
comment on column cdviz.dora_incident.occurrence is '1 for the first; higher when it was detected again after it was over.';
comment on column cdviz.dora_incident.begun_at is 'When it was detected, or else reported; null when only its end is known.';
comment on column cdviz.dora_incident.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.dora_incident.service_source is 'The service''s own source; null where none was given.';
