-- @tables
create table incident (
    id text not null,
    key text not null,
    incident text not null,
    source text not null,
    occurrence int not null,
    event_id uuid not null,
    event_position bigint not null,
    position bigint not null,
    environment text null,
    service text null,
    artifact_id text null,
    artifact_key text null,
    alias_key text null,
    description text null,
    ticket_uri text null,
    chain_id text null,
    detected_at timestamptz null,
    reported_at timestamptz null,
    resolved_at timestamptz null,
    began_at timestamptz not null,
    last_at timestamptz not null,
    environment_source text null,
    service_source text null
);
comment on table incident is 'Incidents as they stand, one row for each occurrence: what lists and metrics read alike.';
comment on column incident.id is 'Names the row.';
comment on column incident.key is 'Names the incident: its stream.';
comment on column incident.incident is 'Id of the incident.';
comment on column incident.source is 'Who keeps it: the source of the subject.';
comment on column incident.occurrence is '1 for the first; higher when it was detected again after it was over.';
comment on column incident.event_id is 'Id of the event that told of it first.';
comment on column incident.event_position is 'Position of that event.';
comment on column incident.position is 'Position of the event that told last of it.';
comment on column incident.environment is 'Where it happens, as was said last; so are service, artifact, description, ticket and chain.';
comment on column incident.service is 'The service it concerns.';
comment on column incident.artifact_id is 'The artifact it concerns, as reported.';
comment on column incident.artifact_key is 'What all spellings of it share.';
comment on column incident.alias_key is 'Package and version, where it has a version.';
comment on column incident.description is 'What happens.';
comment on column incident.ticket_uri is 'The ticket it was reported as.';
comment on column incident.chain_id is 'Its chain.';
comment on column incident.detected_at is 'When it was detected first.';
comment on column incident.reported_at is 'When it was reported first.';
comment on column incident.resolved_at is 'When it was resolved first; null while it is not.';
comment on column incident.began_at is 'When it was detected, or else reported, or else resolved.';
comment on column incident.last_at is 'When the last that is known of it happened.';
comment on column incident.environment_source is 'The environment''s own source; null where none was given.';
comment on column incident.service_source is 'The service''s own source; null where none was given.';
create index on incident (key);
create index on incident (incident);
create index on incident (service, began_at);
create index on incident (environment, began_at) where service is null and artifact_key is null;
create index on incident (artifact_key) where artifact_key is not null;
create index on incident (alias_key) where alias_key is not null;

-- @indexes
create index on incident (last_at, id);
create index on incident (environment, service, last_at);
create index on incident (service, last_at);
create index on incident (detected_at);
create index on incident (last_at) where resolved_at is null;
