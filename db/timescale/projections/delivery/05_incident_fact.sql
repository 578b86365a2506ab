-- @tables
create table incident_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    rank smallint not null,
    context_id text not null,
    key text not null,
    incident text not null,
    source text not null,
    kind text not null,
    environment text null,
    service text null,
    artifact_id text null,
    artifact_key text null,
    description text null,
    ticket_uri text null,
    chain_id text null,
    environment_source text null,
    service_source text null,
    reported text[] null
);
comment on table incident_fact is 'Incidents as reported, one row for each report.';
comment on column incident_fact.id is 'Id of the event.';
comment on column incident_fact.position is 'Position from which it is known so.';
comment on column incident_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column incident_fact.occurred_at is 'When.';
comment on column incident_fact.rank is 'Order among events of one moment.';
comment on column incident_fact.context_id is 'context.id of the event.';
comment on column incident_fact.key is 'Names the incident: its stream.';
comment on column incident_fact.incident is 'Id of the incident.';
comment on column incident_fact.source is 'Who keeps it: the source of the subject.';
comment on column incident_fact.kind is 'detected, reported or resolved.';
comment on column incident_fact.environment is 'Where it happens.';
comment on column incident_fact.service is 'The service it concerns.';
comment on column incident_fact.artifact_id is 'The artifact it concerns, as reported.';
comment on column incident_fact.artifact_key is 'What all spellings of it share.';
comment on column incident_fact.description is 'What happens.';
comment on column incident_fact.ticket_uri is 'The ticket it was reported as.';
comment on column incident_fact.chain_id is 'Its chain, as sent.';
comment on column incident_fact.environment_source is 'The environment''s own source; null where none was given.';
comment on column incident_fact.service_source is 'The service''s own source; null where none was given.';
comment on column incident_fact.reported is 'Environment, its source, service and its source before any rule for names; null where there are no rules.';
create index on incident_fact (key);
create index on incident_fact (incident);
create index on incident_fact (id);
create index on incident_fact (position);
create index on incident_fact (known_to) where known_to is not null;
