-- @views
create or replace view cdviz.dora_incident as
select incident, position, environment, service, artifact_key, description, detected_at, resolved_at, event_id
from incident;
comment on view cdviz.dora_incident is 'Incidents as they stand.';
comment on column cdviz.dora_incident.incident is 'Id of the incident.';
comment on column cdviz.dora_incident.position is 'Position of its first report.';
comment on column cdviz.dora_incident.environment is 'Where it happens.';
comment on column cdviz.dora_incident.service is 'The service it concerns.';
comment on column cdviz.dora_incident.artifact_key is 'The artifact it concerns.';
comment on column cdviz.dora_incident.description is 'What happens.';
comment on column cdviz.dora_incident.detected_at is 'When it was detected, or else first told of.';
comment on column cdviz.dora_incident.resolved_at is 'When it was over; null while it is not.';
comment on column cdviz.dora_incident.event_id is 'Id of the event that told of it first.';
