-- Built copies of the projections' tables, and which of them is live.

create table events.projection_generation (
    projection text not null,
    generation int not null check (generation > 0),
    version int not null,
    lifecycle text not null check (lifecycle in ('inline', 'async')),
    role text not null check (role in ('building', 'live', 'kept')),
    joined boolean not null default false,
    progress_name text not null unique,
    schema_name text not null,
    definition_digest text null,
    views text null,
    stopped_at timestamptz null,
    stopped_position bigint null,
    stopped_reason text null,
    built_at timestamptz null,
    switched_at timestamptz null,
    created_at timestamptz not null default now(),
    primary key (projection, generation)
);
create unique index projection_generation_live on events.projection_generation (projection) where role = 'live';
comment on table events.projection_generation is 'One built copy of a projection''s tables.';
comment on column events.projection_generation.projection is 'Name of the projection: pipeline_runs.';
comment on column events.projection_generation.generation is 'Number of the copy, from 1.';
comment on column events.projection_generation.version is 'Version of the projection it was built with.';
comment on column events.projection_generation.lifecycle is 'inline: rows follow in the append''s transaction; async: the daemon follows.';
comment on column events.projection_generation.role is 'building: being filled; live: the public views show it; kept: it was live, a switch can go back to it.';
comment on column events.projection_generation.joined is 'True once its rows are written by the append''s own transaction.';
comment on column events.projection_generation.progress_name is 'Its name in mt_event_progression: <projection>:V<generation>:All.';
comment on column events.projection_generation.schema_name is 'Schema that holds its tables.';
comment on column events.projection_generation.definition_digest is 'Digest of the definition (SQL and columns) it was built from.';
comment on column events.projection_generation.views is 'SQL that makes its public views.';
comment on column events.projection_generation.stopped_at is 'When it was stopped by a failure; null while it goes on.';
comment on column events.projection_generation.stopped_position is 'Position of the event it failed at.';
comment on column events.projection_generation.stopped_reason is 'What went wrong.';
comment on column events.projection_generation.built_at is 'When it had caught up with the log.';
comment on column events.projection_generation.switched_at is 'When the public views were switched to it last.';
comment on column events.projection_generation.created_at is 'When the copy was begun.';

create table events.projection_epoch (
    single boolean not null primary key default true check (single),
    epoch bigint not null
);
insert into events.projection_epoch (epoch) values (1);
comment on table events.projection_epoch is 'One row. Raised by whoever changes which generation is live or joined, so that every node reads the list again.';
comment on column events.projection_epoch.single is 'Always true: there is one row.';
comment on column events.projection_epoch.epoch is 'Number of the current state of the generations.';
