-- @tables
create table deployment_told (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    rank smallint not null,
    context_id text not null,
    environment text null,
    service text not null,
    artifact_id text null,
    artifact_key text null,
    alias_key text null,
    version text null,
    kind text not null,
    source text not null,
    chain_id text null,
    by_digest boolean not null,
    place uuid null,
    environment_source text null,
    service_source text null,
    package text null,
    alias text null,
    context_alias text null,
    reported text[] null
);
comment on table deployment_told is 'Deployments as reported and corrected, before tags are known to be digests.';
comment on column deployment_told.id is 'Id of the event.';
comment on column deployment_told.position is 'Position of the event, or of the correction that amended it: from there on it is known so.';
comment on column deployment_told.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column deployment_told.occurred_at is 'When it was deployed.';
comment on column deployment_told.rank is 'Order among events of one moment.';
comment on column deployment_told.context_id is 'context.id of the event.';
comment on column deployment_told.environment is 'Id of the environment; null where none is named: then it tells which digest its tag was, and no more.';
comment on column deployment_told.service is 'Id of the service.';
comment on column deployment_told.artifact_id is 'What was deployed, as reported.';
comment on column deployment_told.artifact_key is 'What all spellings of it share.';
comment on column deployment_told.alias_key is 'Package and version, where it has a version.';
comment on column deployment_told.version is 'Its version: tag or version, or else digest.';
comment on column deployment_told.kind is 'deployed, upgraded or rolledback.';
comment on column deployment_told.source is 'Who reported it.';
comment on column deployment_told.chain_id is 'Its chain.';
comment on column deployment_told.by_digest is 'True where the artifact is named by its digest.';
comment on column deployment_told.place is 'Names the service in the environment: cdviz.place_of.';
comment on column deployment_told.environment_source is 'The environment''s own source; null where none was given.';
comment on column deployment_told.service_source is 'The service''s own source; null where none was given.';
comment on column deployment_told.package is 'What its package is called in every registry.';
comment on column deployment_told.alias is 'Rules by which it is told of under other names: of its environment and its service.';
comment on column deployment_told.context_alias is 'The rule by which its context id is read.';
comment on column deployment_told.reported is 'Environment, its source, service and its source before any rule for names; null where there are no rules.';
create index on deployment_told (id);
create index on deployment_told (position);
create index on deployment_told (known_to) where known_to is not null;
create index on deployment_told (alias_key);
-- However often a tag is deployed, what it was said to be is found at once.
create index on deployment_told (alias_key, occurred_at, id) where by_digest;
