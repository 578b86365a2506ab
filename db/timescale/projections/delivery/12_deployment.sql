-- @tables
create table deployment (
    id uuid not null,
    position bigint not null,
    occurred_at timestamptz not null,
    rank smallint not null,
    environment text not null,
    service text not null,
    artifact_id text null,
    artifact_key text null,
    version text null,
    kind text not null,
    source text not null,
    chain_id text null,
    previous_id uuid null,
    repeats boolean not null,
    rollback text null,
    suspect_id uuid null,
    fixes boolean not null,
    origin_id uuid not null,
    told_after double precision null,
    place uuid not null,
    environment_source text null,
    service_source text null,
    alias text null
);
comment on table deployment is 'Deployments as they stand, each with its place among the others of its service and environment.';
comment on column deployment.id is 'Id of the event.';
comment on column deployment.position is 'Position of the event, or of the correction that amended it.';
comment on column deployment.occurred_at is 'When it was deployed.';
comment on column deployment.rank is 'Order among events of one moment.';
comment on column deployment.environment is 'Id of the environment.';
comment on column deployment.service is 'Id of the service.';
comment on column deployment.artifact_id is 'What was deployed, as reported.';
comment on column deployment.artifact_key is 'What all spellings of it share.';
comment on column deployment.version is 'Its version: tag or version, or else digest.';
comment on column deployment.kind is 'deployed, upgraded or rolledback, as sent.';
comment on column deployment.source is 'Who reported it.';
comment on column deployment.chain_id is 'Its chain.';
comment on column deployment.previous_id is 'The deployment before it; null for the first.';
comment on column deployment.repeats is 'The same artifact ran already.';
comment on column deployment.rollback is 'sent or inferred when it went back to an earlier version, as cdviz.rollback_of says.';
comment on column deployment.suspect_id is 'The deployment that this one took back: the first after the one it went back to, or what it replaced.';
comment on column deployment.fixes is 'It says that it is a fix: a link of the kind FIX, FIXES, HOTFIX or REMEDIATES.';
comment on column deployment.origin_id is 'The deployment by which its artifact came to run: itself, unless it ran already.';
comment on column deployment.told_after is 'Seconds since the report before, where that said the same: the same artifact, and no roll-back where that was none.';
comment on column deployment.place is 'Names the service in the environment: cdviz.place_of.';
comment on column deployment.environment_source is 'The environment''s own source; null where none was given.';
comment on column deployment.service_source is 'The service''s own source; null where none was given.';
comment on column deployment.alias is 'Rules by which it is told of under other names: of its environment and its service.';
create index on deployment (place, occurred_at);

-- @indexes
create index on deployment (service, environment, occurred_at);
-- All that the metrics need of a deployment: a year of them is read from the index alone.
create index on deployment (environment, occurred_at) include (service, id, rollback, repeats, previous_id, fixes, told_after);
-- Those that took one back or mend one, which are few.
create index on deployment (suspect_id) include (rollback, occurred_at, id, position) where suspect_id is not null;
create index on deployment (environment, occurred_at) include (service, id, rollback, repeats, fixes, told_after) where rollback is not null or fixes;
create index on deployment (id);
create index on deployment (previous_id);
create index on deployment (origin_id);
create index on deployment (id) where fixes;
-- Those of what ran already, which are few: the metrics ask of each that failed whether it is one of them.
create index on deployment (id) include (origin_id, occurred_at, rank) where repeats;
