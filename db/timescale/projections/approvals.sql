-- How approvals went. Their events are those of the draft of the next release; admission takes them when it is told to.

-- @tables
create table approval (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    details_url text null,
    resource_url text null,
    requestor text null,
    responder text null,
    decision text null,
    status text null,
    created_at timestamptz null,
    updated_at timestamptz null,
    closed_at timestamptz null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table approval is 'One row for each approval.';

-- @indexes
alter table approval add primary key (key, ordinal);
create index on approval (last_at, key, ordinal);

-- @views
create or replace view cdviz.approval as
select subject_id, source, details_url, resource_url, requestor, responder, decision, status, created_at, updated_at,
       closed_at, chain_id, position,
       case when closed_at >= created_at then closed_at - created_at end as time_to_close,
       last_at as last_seen_at,
       key || '#' || ordinal as id
from approval;
comment on view cdviz.approval is 'How approvals went: one row for each. Their events are those of the draft of the next release; admission takes them when it is told to.';
comment on column cdviz.approval.subject_id is 'Id of the approval.';
comment on column cdviz.approval.source is 'Who keeps it: the source of the subject.';
comment on column cdviz.approval.details_url is 'Where the approval is described. Check the scheme before you make a link of it.';
comment on column cdviz.approval.resource_url is 'What is to be approved. Check the scheme before you make a link of it.';
comment on column cdviz.approval.requestor is 'Who asks.';
comment on column cdviz.approval.responder is 'Who answered last.';
comment on column cdviz.approval.decision is 'The last answer: approved, rejected, escalated, delegate, deferred or requestChanges.';
comment on column cdviz.approval.status is 'How it ended: approved, rejected, cancelled or expired; null while it is open.';
comment on column cdviz.approval.created_at is 'When it was asked for last; null when nobody said so.';
comment on column cdviz.approval.updated_at is 'When it was answered last without an end; null when nobody said so.';
comment on column cdviz.approval.closed_at is 'When it ended; null while it is open, or when nobody said so.';
comment on column cdviz.approval.chain_id is 'Chain of the last event that named one; null when none did.';
comment on column cdviz.approval.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.approval.time_to_close is 'From asked for to ended; null where one is not known.';
comment on column cdviz.approval.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.approval.id is 'Names the row.';
