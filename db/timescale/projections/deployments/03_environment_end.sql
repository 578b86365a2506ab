-- @tables
create table environment_end (
    position bigint primary key,
    environment text not null,
    occurred_at timestamptz not null,
    rank smallint not null,
    event_id uuid not null,
    recorded_at timestamptz not null,
    source text not null,
    chain_id text null,
    known_to timestamptz null,
    environment_source text null
);
comment on table environment_end is 'Environments that were deleted, which ends all that runs there: one row for each report, and for each correction that amended one.';
comment on column environment_end.position is 'Position of the event, or of the correction that amended it.';
comment on column environment_end.environment is 'Id of the environment.';
comment on column environment_end.occurred_at is 'When it was deleted.';
comment on column environment_end.rank is 'Its rank in the life cycle of an environment.';
comment on column environment_end.event_id is 'Id of the event.';
comment on column environment_end.recorded_at is 'When it was recorded.';
comment on column environment_end.source is 'Who reported it.';
comment on column environment_end.chain_id is 'Chain of the event.';
comment on column environment_end.known_to is 'When a correction was recorded from which it is known otherwise; null while it stands.';
comment on column environment_end.environment_source is 'Its own source; null where none was given.';
create index on environment_end (environment, occurred_at);
