-- Which repositories there are, and were.

-- @tables
create table repository (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    name text null,
    owner text null,
    url text null,
    view_url text null,
    created_at timestamptz null,
    modified_at timestamptz null,
    deleted_at timestamptz null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table repository is 'One row for each repository.';

-- @indexes
alter table repository add primary key (key, ordinal);
create index on repository (last_at, key, ordinal);
create index on repository (name);

-- @views
create or replace view cdviz.repository as
select subject_id, source, name, owner, url, view_url, created_at, modified_at, deleted_at, position,
       last_at as last_seen_at,
       key || '#' || ordinal as id
from repository;
comment on view cdviz.repository is 'Which repositories there are, and were: one row for each.';
comment on column cdviz.repository.subject_id is 'Id of the repository.';
comment on column cdviz.repository.source is 'Who keeps it: the source of the subject.';
comment on column cdviz.repository.name is 'Its name.';
comment on column cdviz.repository.owner is 'Who owns it.';
comment on column cdviz.repository.url is 'Where it can be cloned from. Check the scheme before you make a link of it.';
comment on column cdviz.repository.view_url is 'Where people look at it. Check the scheme before you make a link of it.';
comment on column cdviz.repository.created_at is 'When it was made last; null when nobody said so.';
comment on column cdviz.repository.modified_at is 'When it was renamed, moved or given to another owner last; null when nobody said so.';
comment on column cdviz.repository.deleted_at is 'When it was deleted; null while it is there.';
comment on column cdviz.repository.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.repository.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.repository.id is 'Names the row.';
