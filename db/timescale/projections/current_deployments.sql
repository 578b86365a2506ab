-- What runs where now.

-- @tables
create table deployment_state (
    key text not null,
    ordinal int not null,
    environment text not null,
    service text not null,
    artifact_id text null,
    version text null,
    deployed_at timestamptz null,
    removed_at timestamptz null,
    kind text null,
    source text not null,
    chain_id text null,
    position bigint not null,
    environment_source text null,
    service_source text null,
    environment_alias text null,
    service_alias text null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table deployment_state is 'The last that was reported of each service in each environment, removed ones included.';
comment on column deployment_state.key is 'environment|service, and a digest of their sources where they have any.';
comment on column deployment_state.ordinal is 'Always 1: there is one row for a key.';
comment on column deployment_state.environment is 'Id of the environment.';
comment on column deployment_state.service is 'Id of the service.';
comment on column deployment_state.artifact_id is 'The artifact as reported, a purl.';
comment on column deployment_state.version is 'The artifact''s version: its tag or version, or else its digest.';
comment on column deployment_state.deployed_at is 'When it began to run.';
comment on column deployment_state.removed_at is 'When it was taken away; null while it runs.';
comment on column deployment_state.kind is 'How it came to run: deployed, upgraded or rolledback.';
comment on column deployment_state.source is 'Who reported it last.';
comment on column deployment_state.chain_id is 'Chain of the event that put it there or took it away.';
comment on column deployment_state.position is 'Position of that event.';
comment on column deployment_state.environment_source is 'The environment''s own source; null where none was given.';
comment on column deployment_state.service_source is 'The service''s own source; null where none was given.';
comment on column deployment_state.environment_alias is 'The rule by which the environment is called so; null where none is needed.';
comment on column deployment_state.service_alias is 'The same of the service.';
comment on column deployment_state.last_at is 'When the last event that was folded in occurred.';
comment on column deployment_state.last_rank is 'Its rank in the life cycle.';
comment on column deployment_state.last_id is 'Its id.';

-- @indexes
alter table deployment_state add primary key (key, ordinal);
create index on deployment_state (environment, service);
-- By name: indexes are made side by side, and would both take the name of the one above.
create index deployment_state_aliased on deployment_state (environment, service) where service_alias is not null;
create index on deployment_state (service) where removed_at is null;
create index on deployment_state (last_at);

-- @views
create or replace view cdviz.deployment_latest as
select environment, service, artifact_id, version, deployed_at, removed_at, kind, source, chain_id, position, last_at, environment_source, service_source,
       cdviz.place_of(environment, environment_source, service, service_source) as place, nullif(concat_ws(', ', environment_alias, service_alias), '') as alias
from deployment_state s
-- Of what is reported under two names, the later.
where not exists (
        select from deployment_state o
        where o.service_alias is not null and o.environment = s.environment and o.service = s.service and o.environment_source is not distinct from s.environment_source
            and s.service_source is null and (o.last_at, o.last_rank, o.last_id) > (s.last_at, s.last_rank, s.last_id))
    and (s.service_alias is null or not exists (
        select from deployment_state o
        where o.service_alias is null and o.environment = s.environment and o.service = s.service and o.environment_source is not distinct from s.environment_source
            and o.service_source is null and (o.last_at, o.last_rank, o.last_id) > (s.last_at, s.last_rank, s.last_id)));
comment on view cdviz.deployment_latest is 'What has the latest stamp of each service in each environment, removals and stamps in the future included: cdviz.current_deployment says what of it runs.';
comment on column cdviz.deployment_latest.environment is 'Id of the environment.';
comment on column cdviz.deployment_latest.service is 'Id of the service.';
comment on column cdviz.deployment_latest.artifact_id is 'The artifact, as reported (a purl).';
comment on column cdviz.deployment_latest.version is 'Its version: tag or version, or else digest; null where the purl has none.';
comment on column cdviz.deployment_latest.deployed_at is 'When it began to run.';
comment on column cdviz.deployment_latest.removed_at is 'When it was taken away; null where it was not.';
comment on column cdviz.deployment_latest.kind is 'How it came to run: deployed, upgraded or rolledback.';
comment on column cdviz.deployment_latest.source is 'Who reported it.';
comment on column cdviz.deployment_latest.chain_id is 'Chain of that event, or null.';
comment on column cdviz.deployment_latest.position is 'Position in the log of that event.';
comment on column cdviz.deployment_latest.last_at is 'The stamp: when it was deployed or taken away.';
comment on column cdviz.deployment_latest.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.deployment_latest.service_source is 'The service''s own source; null where none was given.';
comment on column cdviz.deployment_latest.place is 'Names the service in the environment, each with its source: to join by.';
comment on column cdviz.deployment_latest.alias is 'Rules from the settings by which environment and service are called so; null where none is needed.';
