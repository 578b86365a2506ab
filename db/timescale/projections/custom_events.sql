-- Events of tools' own, dev.cdeventsx.{tool}-{subject}.{predicate}, by tool, subject and predicate, with their content.

-- @parallel

-- @tables
create table custom_event (
    position bigint not null,
    event_id uuid not null,
    tool text null,
    subject text null,
    predicate text null,
    version text null,
    subject_id text not null,
    source text not null,
    occurred_at timestamptz not null,
    chain_id text null,
    content jsonb null
);
comment on table custom_event is 'One row for each event of a tool''s own.';

-- @statement
insert into custom_event (position, event_id, tool, subject, predicate, version, subject_id, source, occurred_at, chain_id, content)
select e.seq_id,
       e.id,
       t.parts[1],
       t.parts[2],
       t.parts[3],
       t.parts[4],
       events.subject_id(e.stream_id),
       events.subject_source(e.stream_id),
       (e.headers ->> 'occurredAt')::timestamptz,
       e.correlation_id,
       e.data #> '{subject,content}'
from events.mt_events e
cross join lateral (
    select regexp_match(e.headers ->> 'type', '^[^.]+\.[^.]+\.([^.-]+)-([^.]+)\.([^.]+)(?:\.(.+))?$') as parts
) t
where e.seq_id > $1 and e.seq_id <= $2 and e.type = 'custom_event';

-- @indexes
alter table custom_event add primary key (event_id);
create index on custom_event (occurred_at, event_id);
create index on custom_event (tool, subject, predicate, occurred_at);
create index on custom_event (subject_id);

-- @views
create or replace view cdviz.custom_event as
select tool, subject, predicate, version, subject_id, source, occurred_at, content, chain_id, position,
       occurred_at as last_seen_at,
       event_id::text as id
from custom_event;
comment on view cdviz.custom_event is 'Events of tools'' own, dev.cdeventsx.{tool}-{subject}.{predicate}: one row for each.';
comment on column cdviz.custom_event.tool is 'The tool, as in the type.';
comment on column cdviz.custom_event.subject is 'What it tells of, as in the type.';
comment on column cdviz.custom_event.predicate is 'What happened, as in the type.';
comment on column cdviz.custom_event.version is 'Version of the type; null when the type names none.';
comment on column cdviz.custom_event.subject_id is 'Id of the subject.';
comment on column cdviz.custom_event.source is 'Who told: the source of the subject.';
comment on column cdviz.custom_event.occurred_at is 'When it happened.';
comment on column cdviz.custom_event.content is 'The content as it was sent.';
comment on column cdviz.custom_event.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.custom_event.position is 'Position of the event in the log.';
comment on column cdviz.custom_event.last_seen_at is 'Same as occurred_at.';
comment on column cdviz.custom_event.id is 'Id of the event in the log.';
