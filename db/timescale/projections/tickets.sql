-- How tickets went.

-- @tables
create table ticket (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    summary text null,
    ticket_type text null,
    ticket_group text null,
    creator text null,
    assignees text null,
    priority text null,
    labels text null,
    milestone text null,
    uri text null,
    resolution text null,
    updated_by text null,
    created_at timestamptz null,
    updated_at timestamptz null,
    closed_at timestamptz null,
    reopened_at timestamptz null,
    times_reopened int not null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table ticket is 'One row for each ticket.';

-- @indexes
alter table ticket add primary key (key, ordinal);
create index on ticket (last_at, key, ordinal);
create index on ticket (subject_id);
create index on ticket (last_at) where closed_at is null;

-- @views
create or replace view cdviz.ticket as
select subject_id, created_at, updated_at, closed_at,
       (select e.data from events.mt_events e where e.seq_id = position) as last_payload,
       source, summary, ticket_type, ticket_group, creator,
       (select array_agg(text order by nth) from jsonb_array_elements_text(assignees::jsonb) with ordinality list (text, nth)) as assignees,
       priority,
       (select array_agg(text order by nth) from jsonb_array_elements_text(labels::jsonb) with ordinality list (text, nth)) as labels,
       milestone, uri, resolution, updated_by, reopened_at, times_reopened, chain_id, position,
       case when closed_at is null then 'open' else 'closed' end as state,
       case when closed_at >= created_at then closed_at - created_at end as time_to_close,
       last_at as last_seen_at,
       key || '#' || ordinal as id
from ticket;
comment on view cdviz.ticket is 'How tickets went: one row for each.';
comment on column cdviz.ticket.subject_id is 'Id of the ticket.';
comment on column cdviz.ticket.created_at is 'When it was opened first; null when nobody said so.';
comment on column cdviz.ticket.updated_at is 'When it was changed last; null when nobody said so.';
comment on column cdviz.ticket.closed_at is 'When it was closed; null while it is open, or when nobody said so.';
comment on column cdviz.ticket.last_payload is 'The whole CDEvent that told last of it.';
comment on column cdviz.ticket.source is 'Who keeps it: the source of the subject.';
comment on column cdviz.ticket.summary is 'What it is about, in a line.';
comment on column cdviz.ticket.ticket_type is 'Such as bug, enhancement, incident, task or question.';
comment on column cdviz.ticket.ticket_group is 'The group it is filed under.';
comment on column cdviz.ticket.creator is 'Who opened it.';
comment on column cdviz.ticket.assignees is 'Who works on it.';
comment on column cdviz.ticket.priority is 'Such as low, medium or high.';
comment on column cdviz.ticket.labels is 'Its labels.';
comment on column cdviz.ticket.milestone is 'The milestone it belongs to.';
comment on column cdviz.ticket.uri is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.ticket.resolution is 'How it was closed: completed, withdrawn, duplicate …; null while it is open.';
comment on column cdviz.ticket.updated_by is 'Who changed it last.';
comment on column cdviz.ticket.reopened_at is 'When it was opened again last; null when it never was.';
comment on column cdviz.ticket.times_reopened is 'How often it was opened again.';
comment on column cdviz.ticket.chain_id is 'Chain of the last event that named one; null when none did.';
comment on column cdviz.ticket.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.ticket.state is 'open or closed.';
comment on column cdviz.ticket.time_to_close is 'From opened first to closed; null where one is not known.';
comment on column cdviz.ticket.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.ticket.id is 'Names the row.';
