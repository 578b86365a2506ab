-- What ran where and when: every deployment of a service in an environment, until the next one or its removal.

-- @tables
create table deployment_event (
    position bigint not null,
    environment text not null,
    service text not null,
    occurred_at timestamptz not null,
    rank smallint not null,
    event_id uuid not null,
    recorded_at timestamptz not null,
    kind text not null,
    artifact_id text null,
    version text null,
    source text not null,
    chain_id text null,
    reported_key text null,
    artifact_key text null,
    ordinal int not null,
    valid_to timestamptz null,
    ended_by text null,
    previous_artifact_id text null,
    previous_version text null,
    returns_to int null,
    inferred_rollback boolean not null,
    known_to timestamptz null,
    package text null,
    implied boolean not null default false,
    ended_implied boolean null,
    place uuid not null,
    environment_source text null,
    service_source text null,
    alias text null,
    primary key (position, place)
) with (fillfactor = 80);
comment on table deployment_event is 'One row for each event that put a service into an environment or took it away, and for each correction that amended one.';
comment on column deployment_event.position is 'Position of the event, or of the correction that amended it.';
comment on column deployment_event.environment is 'Id of the environment.';
comment on column deployment_event.service is 'Id of the service.';
comment on column deployment_event.occurred_at is 'When it occurred.';
comment on column deployment_event.rank is 'Its rank in the life cycle of a service, by which events of one instant are ordered.';
comment on column deployment_event.event_id is 'Its id, which orders those of one rank.';
comment on column deployment_event.recorded_at is 'When it was recorded; never falls from one position to the next.';
comment on column deployment_event.kind is 'deployed, upgraded, rolledback or removed.';
comment on column deployment_event.artifact_id is 'The artifact as reported; null for a removal.';
comment on column deployment_event.version is 'Its version: tag or version, or else digest.';
comment on column deployment_event.source is 'Who reported it: the source of the subject.';
comment on column deployment_event.chain_id is 'Chain of the event.';
comment on column deployment_event.reported_key is 'The artifact as reported, in the one spelling that all spellings share.';
comment on column deployment_event.artifact_key is 'The artifact: that key, or the key by digest where an event told which digest the tag was.';
comment on column deployment_event.ordinal is 'How many deployments there were of the service in the environment up to this event.';
comment on column deployment_event.valid_to is 'When the next event of the service in the environment occurred; null for the last one.';
comment on column deployment_event.ended_by is 'Kind of that event.';
comment on column deployment_event.previous_artifact_id is 'The artifact of the deployment before, as reported.';
comment on column deployment_event.previous_version is 'Its version.';
comment on column deployment_event.returns_to is 'Ordinal of the last deployment of the same artifact, where another was deployed in between.';
comment on column deployment_event.inferred_rollback is 'True when an older artifact came back and the event did not say that it was a roll-back.';
comment on column deployment_event.known_to is 'When a correction was recorded from which it is known otherwise; null while it stands.';
comment on column deployment_event.package is 'What all versions of the artifact share.';
comment on column deployment_event.implied is 'True for a removal that nobody sent: the environment was deleted.';
comment on column deployment_event.ended_implied is 'The same of the event that ended it.';
comment on column deployment_event.place is 'Names the service in the environment: cdviz.place_of.';
comment on column deployment_event.environment_source is 'The environment''s own source; null where none was given.';
comment on column deployment_event.service_source is 'The service''s own source; null where none was given.';
comment on column deployment_event.alias is 'Rules by which it is told of under other names: of its environment and its service.';
-- What the statement looks up, also while the tables are filled: a history, deployments by what they called their artifact, ties by tag.
create index on deployment_event (place, occurred_at desc, rank desc, event_id desc);
create index on deployment_event (place, events.bounded(coalesce(artifact_key, ''), 400), occurred_at, rank, event_id);
create index on deployment_event (reported_key);

-- @indexes
-- All deployments backwards from a time; those of an environment, of a service, of an artifact.
create index on deployment_event (occurred_at desc, position desc) where kind <> 'removed';
create index on deployment_event (environment, occurred_at desc, position desc) where kind <> 'removed';
create index on deployment_event (service, environment, occurred_at desc, rank desc, event_id desc);
create index on deployment_event (artifact_key);
-- What ran at a time.
create index on deployment_event using gist (tstzrange(occurred_at, valid_to)) where kind <> 'removed' and known_to is null;
-- By how much an event of a history was ahead of its recording at most: how far on from a time of knowledge one has to look.
create index on deployment_event (place, (occurred_at - recorded_at) desc) where occurred_at > recorded_at;
