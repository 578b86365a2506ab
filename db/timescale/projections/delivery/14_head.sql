-- @tables
create table head (
    deployment_id uuid not null,
    environment text not null,
    service text not null,
    occurred_at timestamptz not null,
    rank smallint not null,
    change_id text not null,
    repository text null,
    path text not null,
    step text not null,
    started_at timestamptz not null,
    event_id uuid not null,
    event_position bigint not null,
    reach timestamptz null,
    place uuid not null,
    package text null,
    packaged_at timestamptz null,
    packaged_id uuid null,
    packaged_position bigint null,
    published_at timestamptz null,
    published_id uuid null,
    published_position bigint null,
    alias text null
);
comment on table head is 'The changes that a deployment is known to carry by itself: by its artifact, its links or its chain.';
comment on column head.deployment_id is 'Id of the deployment.';
comment on column head.environment is 'Its environment.';
comment on column head.service is 'Its service.';
comment on column head.occurred_at is 'When it was deployed.';
comment on column head.rank is 'Order among events of one moment.';
comment on column head.change_id is 'Id of the change, or of the artifact where no change is known.';
comment on column head.repository is 'Its repository; null where no change is known.';
comment on column head.path is 'By which it is known: artifact, link or chain.';
comment on column head.step is 'Where the clock starts: merged, packaged or published.';
comment on column head.started_at is 'When it started.';
comment on column head.event_id is 'Id of the event that says so.';
comment on column head.event_position is 'Its position, or that of the correction that amended it.';
comment on column head.reach is 'When the newest change of the repository was merged that came to the environment with this deployment or an earlier one; null where no merge is known.';
comment on column head.place is 'Names the service in the environment: cdviz.place_of.';
comment on column head.package is 'What the package of the deployed artifact is called in every registry.';
comment on column head.packaged_at is 'When the artifact was packaged.';
comment on column head.packaged_id is 'Id of the event that says so.';
comment on column head.packaged_position is 'Its position, or that of the correction that amended it.';
comment on column head.published_at is 'When the artifact was published.';
comment on column head.published_id is 'Id of the event that says so.';
comment on column head.published_position is 'Its position, or that of the correction that amended it.';
comment on column head.alias is 'The rule by which the link to the change is read.';
create index on head (place, occurred_at);
create index on head (place, events.bounded(repository, 400), occurred_at) where reach is not null;
create index on head (change_id);
create index on head (repository, started_at);
