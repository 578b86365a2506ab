-- @tables
create table lead_time (
    deployment_id uuid not null,
    environment text not null,
    service text not null,
    deployed_at timestamptz not null,
    change_id text not null,
    repository text null,
    path text not null,
    step text not null,
    started_at timestamptz not null,
    event_id uuid not null,
    event_position bigint not null,
    seconds double precision null,
    ordinal int not null,
    place uuid not null,
    environment_source text null,
    service_source text null,
    committed_at timestamptz null,
    committed_id uuid null,
    committed_position bigint null,
    created_at timestamptz null,
    created_id uuid null,
    created_position bigint null,
    packaged_at timestamptz null,
    packaged_id uuid null,
    packaged_position bigint null,
    published_at timestamptz null,
    published_id uuid null,
    published_position bigint null,
    alias text null
);
comment on table lead_time is 'Changes that reached an environment, with the first deployment that brought them.';
comment on column lead_time.deployment_id is 'Id of the deployment.';
comment on column lead_time.environment is 'Its environment.';
comment on column lead_time.service is 'Its service.';
comment on column lead_time.deployed_at is 'When it was deployed.';
comment on column lead_time.change_id is 'Id of the change, or of the artifact where no change is known.';
comment on column lead_time.repository is 'Its repository.';
comment on column lead_time.path is 'How it is known to be in it: artifact, link, chain, or batch: merged in the repository since what ran before.';
comment on column lead_time.step is 'Where the clock starts: merged, packaged or published.';
comment on column lead_time.started_at is 'When it started.';
comment on column lead_time.event_id is 'Id of the event at which it started.';
comment on column lead_time.event_position is 'Its position, or that of the correction that amended it.';
comment on column lead_time.seconds is 'From there to the deployment; null where the merge is known to be later than that.';
comment on column lead_time.ordinal is 'Place among the changes of the deployment, oldest first, from 1.';
comment on column lead_time.place is 'Names the service in the environment: cdviz.place_of.';
comment on column lead_time.environment_source is 'The environment''s own source; null where none was given.';
comment on column lead_time.service_source is 'The service''s own source; null where none was given.';
comment on column lead_time.committed_at is 'When its first commit was made; null where that is not known to be before the deployment.';
comment on column lead_time.committed_id is 'Id of the event that says so.';
comment on column lead_time.committed_position is 'Its position, or that of the correction that amended it.';
comment on column lead_time.created_at is 'When it was proposed; null where that is not known to be before the deployment.';
comment on column lead_time.created_id is 'Id of the event that says so.';
comment on column lead_time.created_position is 'Its position, or that of the correction that amended it.';
comment on column lead_time.packaged_at is 'When the artifact was packaged; null where that is not known to be before the deployment.';
comment on column lead_time.packaged_id is 'Id of the event that says so.';
comment on column lead_time.packaged_position is 'Its position, or that of the correction that amended it.';
comment on column lead_time.published_at is 'When the artifact was published; null where that is not known to be before the deployment.';
comment on column lead_time.published_id is 'Id of the event that says so.';
comment on column lead_time.published_position is 'Its position, or that of the correction that amended it.';
comment on column lead_time.alias is 'The rule by which the link to the change is read.';
create index on lead_time (place, deployed_at);

-- @indexes
create index on lead_time (service, environment, deployed_at);
create index on lead_time (environment, deployed_at) include (service, step, seconds, ordinal, committed_at, created_at, packaged_at, published_at);
create index on lead_time (deployment_id);
