-- How changes went from proposal to merge.

-- @tables
create table change (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    repository text null,
    description text null,
    state text not null,
    created_at timestamptz null,
    updated_at timestamptz null,
    first_reviewed_at timestamptz null,
    reviewed_at timestamptz null,
    reviews int not null,
    merged_at timestamptz null,
    abandoned_at timestamptz null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table change is 'One row for each change.';

-- @indexes
alter table change add primary key (key, ordinal);
create index on change (last_at, key, ordinal);
create index on change (repository, last_at);
create index on change (state, last_at);
create index on change (subject_id);
create index on change (merged_at);

-- @views
create or replace view cdviz.change as
select subject_id, source, repository, description, state, created_at, updated_at, first_reviewed_at, reviewed_at,
       reviews, merged_at, abandoned_at, chain_id, position,
       case when first_reviewed_at >= created_at then first_reviewed_at - created_at end as time_to_review,
       case when merged_at >= created_at then merged_at - created_at end as time_to_merge,
       last_at as last_seen_at,
       key || '#' || ordinal as id
from change;
comment on view cdviz.change is 'How changes went from proposal to merge: one row for each.';
comment on column cdviz.change.subject_id is 'Id of the change.';
comment on column cdviz.change.source is 'Who keeps it: the source of the subject.';
comment on column cdviz.change.repository is 'Id of the repository it belongs to.';
comment on column cdviz.change.description is 'What it is about.';
comment on column cdviz.change.state is 'open, merged or abandoned, as far as was said.';
comment on column cdviz.change.created_at is 'When it was proposed first; null when nobody said so.';
comment on column cdviz.change.updated_at is 'When it got new commits or another description last; null when nobody said so.';
comment on column cdviz.change.first_reviewed_at is 'When it was reviewed first; null when nobody said so.';
comment on column cdviz.change.reviewed_at is 'When it was reviewed last; null when nobody said so.';
comment on column cdviz.change.reviews is 'How many reviews were reported.';
comment on column cdviz.change.merged_at is 'When it went into its target branch; null when it did not, or nobody said so.';
comment on column cdviz.change.abandoned_at is 'When it was given up; null when it was not, or was taken up again.';
comment on column cdviz.change.chain_id is 'Chain of the last event that named one; null when none did.';
comment on column cdviz.change.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.change.time_to_review is 'From proposal to first review; null where one is not known.';
comment on column cdviz.change.time_to_merge is 'From proposal to merge; null where one is not known.';
comment on column cdviz.change.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.change.id is 'Names the row.';
