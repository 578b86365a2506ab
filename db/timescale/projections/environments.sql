-- Which environments there are, and were, whichever tool reported them.

-- @tables
create table environment (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    name text null,
    url text null,
    created_at timestamptz null,
    modified_at timestamptz null,
    deleted_at timestamptz null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table environment is 'One row for each environment.';

-- @indexes
alter table environment add primary key (key, ordinal);
create index on environment (last_at, key, ordinal);

-- @views
create or replace view cdviz.environment as
select subject_id, source, name, url, created_at, modified_at, deleted_at, position,
       last_at as last_seen_at,
       key || '#' || ordinal as id
from environment;
comment on view cdviz.environment is 'Which environments there are, and were: one row for each id, whichever tool reported it.';
comment on column cdviz.environment.subject_id is 'Id of the environment.';
comment on column cdviz.environment.source is 'Who told last of it: the source of the subject.';
comment on column cdviz.environment.name is 'Its name, for people.';
comment on column cdviz.environment.url is 'Where it can be reached. Check the scheme before you make a link of it.';
comment on column cdviz.environment.created_at is 'When it was made last; null when nobody said so.';
comment on column cdviz.environment.modified_at is 'When it was changed last; null when nobody said so.';
comment on column cdviz.environment.deleted_at is 'When it was taken down; null while it is there.';
comment on column cdviz.environment.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.environment.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.environment.id is 'Names the row.';
