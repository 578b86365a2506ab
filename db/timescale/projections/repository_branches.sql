-- Which branches there are, and were, repository by repository.

-- @tables
create table branch (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    repository text null,
    created_at timestamptz null,
    deleted_at timestamptz null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table branch is 'One row for each branch of a repository.';

-- @indexes
alter table branch add primary key (key, ordinal);
create index on branch (last_at, key, ordinal);
create index on branch (repository);

-- @views
create or replace view cdviz.branch as
select subject_id, source, repository, created_at, deleted_at, chain_id, position,
       last_at as last_seen_at,
       key || '#' || ordinal as id
from branch;
comment on view cdviz.branch is 'Which branches there are, and were: one row for each branch of a repository. Two repositories may have branches of one id.';
comment on column cdviz.branch.subject_id is 'Id of the branch.';
comment on column cdviz.branch.source is 'Who keeps it: the source of the subject.';
comment on column cdviz.branch.repository is 'Id of the repository it belongs to; null when the events name none.';
comment on column cdviz.branch.created_at is 'When it was made last; null when nobody said so.';
comment on column cdviz.branch.deleted_at is 'When it was deleted; null while it is there.';
comment on column cdviz.branch.chain_id is 'Chain of the last event that named one; null when none did.';
comment on column cdviz.branch.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.branch.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.branch.id is 'Names the row.';
