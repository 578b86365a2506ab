-- @tables
create table incident (
    incident text not null,
    position bigint not null,
    environment text null,
    service text null,
    artifact_key text null,
    description text null,
    detected_at timestamptz not null,
    resolved_at timestamptz null,
    event_id uuid not null
);
comment on table incident is 'Incidents as they stand.';
comment on column incident.incident is 'Id of the incident.';
comment on column incident.position is 'Position of its first report.';
comment on column incident.environment is 'Where it happens.';
comment on column incident.service is 'The service it concerns.';
comment on column incident.artifact_key is 'The artifact it concerns.';
comment on column incident.description is 'What happens.';
comment on column incident.detected_at is 'When it was detected, or else first told of.';
comment on column incident.resolved_at is 'When it was over; null while it is not.';
comment on column incident.event_id is 'Id of the event that told of it first.';
create index on incident (incident);
create index on incident (service, detected_at);
create index on incident (environment, detected_at) where service is null and artifact_key is null;
create index on incident (artifact_key) where artifact_key is not null;
