-- Deployments, changes, artifacts and incidents, event by event and as they hang together: what the metrics of delivery are made of.
--
-- Facts are events as they were known from one position to another: a correction ends one and may begin the next, so that any earlier state of knowledge can be
-- asked for. What follows from them (which deployment came before, which changes it brought, which incident may come from it) is given by functions of
-- a last known position. The tables keep what those functions give for all that is known, for the services, environments and incidents that a page touches
-- and from the earliest touched moment on; the cost of a late event is that of its service's later deployments.

-- @tables
create table deployment_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    rank smallint not null,
    context_id text not null,
    environment text not null,
    service text not null,
    artifact_id text null,
    artifact_key text null,
    alias_key text null,
    version text null,
    kind text not null,
    source text not null,
    chain_id text null,
    event_position bigint not null,
    place uuid not null,
    environment_source text null,
    service_source text null,
    package text null,
    alias text null,
    context_alias text null
);
comment on table deployment_fact is 'Deployments as reported, each as it was known from a position on: what was known of the event, and which digest its tag was known to be.';
comment on column deployment_fact.id is 'Id of the event.';
comment on column deployment_fact.position is 'Position from which it is known so.';
comment on column deployment_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column deployment_fact.occurred_at is 'When it was deployed.';
comment on column deployment_fact.rank is 'Order among events of one moment.';
comment on column deployment_fact.context_id is 'context.id of the event.';
comment on column deployment_fact.environment is 'Id of the environment.';
comment on column deployment_fact.service is 'Id of the service.';
comment on column deployment_fact.artifact_id is 'What was deployed, as reported.';
comment on column deployment_fact.artifact_key is 'What all spellings of it share.';
comment on column deployment_fact.alias_key is 'Package and version, where it has a version.';
comment on column deployment_fact.version is 'Its version: tag or version, or else digest.';
comment on column deployment_fact.kind is 'deployed, upgraded or rolledback.';
comment on column deployment_fact.source is 'Who reported it.';
comment on column deployment_fact.chain_id is 'Its chain.';
comment on column deployment_fact.event_position is 'Position of the event, or of the correction that amended it.';
comment on column deployment_fact.place is 'Names the service in the environment: cdviz.place_of.';
comment on column deployment_fact.environment_source is 'The environment''s own source; null where none was given.';
comment on column deployment_fact.service_source is 'The service''s own source; null where none was given.';
comment on column deployment_fact.package is 'What its package is called in every registry.';
comment on column deployment_fact.alias is 'Rules by which it is told of under other names: of its environment and its service.';
comment on column deployment_fact.context_alias is 'The rule by which its context id is read.';
create index on deployment_fact ((place::text), events.bounded(coalesce(artifact_key, ''), 400), occurred_at, rank, id);
create index on deployment_fact (place, occurred_at, rank, id);
create index on deployment_fact (service, environment, occurred_at, rank, id);
create index on deployment_fact (artifact_key);
-- By an expression, so that nobody who asks for a service takes it: to plans that were made while the table was empty it would look just as good.
create index on deployment_fact (events.bounded(environment, 400), occurred_at, rank, id);
create index on deployment_fact (alias_key);
create index on deployment_fact (chain_id);
create index on deployment_fact (context_id);
create index on deployment_fact (id);
create index on deployment_fact (position);
create index on deployment_fact (known_to) where known_to is not null;
