-- The event lake: every CDEvent in one table by time, with the names and columns of cdviz-db's table, and some more.

-- @parallel

-- @tables
create table cdevents_lake (
    imported_at timestamptz not null,
    timestamp timestamptz not null,
    payload jsonb not null,
    subject text not null,
    predicate text not null,
    version int[] null,
    context_id text not null,
    position bigint not null,
    source text not null,
    type text not null,
    subject_id text not null,
    subject_source text not null,
    chain_id text null
);
comment on table cdevents_lake is 'One row for each event of the log.';
comment on column cdevents_lake.imported_at is 'When it was recorded.';
comment on column cdevents_lake.timestamp is 'When it occurred: context.timestamp.';
comment on column cdevents_lake.payload is 'The whole CDEvent as sent.';
comment on column cdevents_lake.subject is 'Type of its subject, lower case.';
comment on column cdevents_lake.predicate is 'What happened to it, lower case.';
comment on column cdevents_lake.version is 'Version of the event type: major, minor, patch under the subscripts 0, 1, 2; null when the type names none.';
comment on column cdevents_lake.context_id is 'context.id.';
comment on column cdevents_lake.position is 'Position in the log.';
comment on column cdevents_lake.source is 'context.source.';
comment on column cdevents_lake.type is 'context.type as sent.';
comment on column cdevents_lake.subject_id is 'subject.id.';
comment on column cdevents_lake.subject_source is 'subject.source, or else context.source.';
comment on column cdevents_lake.chain_id is 'context.chainId, or null.';

-- Rows come in by position, that is nearly by time, so inserts touch the newest chunk and its indexes: those have to stay in memory. An event has about
-- 1 KB of row and 200 bytes of index entries, so that a week of 100,000 events a day is 700 MB with 140 MB of indexes. A year is 53 chunks, few enough
-- for the planner, and the usual questions (a day, a week, a month) touch one to six. cdviz-db has the same 7 days; its second dimension, two
-- partitions by subject, only helps where chunks lie on several disks.
select create_hypertable('cdevents_lake', by_range('timestamp', interval '7 days'), create_default_indexes => false);

-- @statement
insert into cdevents_lake (
    imported_at, timestamp, payload, subject, predicate, version, context_id, position, source, type, subject_id, subject_source, chain_id)
select e.timestamp,
       (e.headers ->> 'occurredAt')::timestamptz,
       e.data,
       lower(split_part(t.type, '.', 3)),
       lower(split_part(t.type, '.', 4)),
       -- Most versions are plain, and the regular expression takes ten times as long as the rest of the row.
       case
           when v.major <> '' and v.minor <> '' and v.patch <> '' and length(v.major || v.minor || v.patch) <= 9
               and translate(v.major || v.minor || v.patch, '0123456789', '') = '' and split_part(t.type, '.', 8) = ''
               and t.type not like '%..%' and t.type not like '%.'
           then ('[0:2]={' || v.major || ',' || v.minor || ',' || v.patch || '}')::int[]
           else ('[0:2]={' || array_to_string(regexp_match(t.type, '^[^.]+\.[^.]+\.[^.]+\.[^.]+\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+].*)?$'), ',') || '}')::int[]
       end,
       e.headers ->> 'contextId',
       e.seq_id,
       e.headers ->> 'source',
       t.type,
       events.subject_id(e.stream_id),
       events.subject_source(e.stream_id),
       e.correlation_id
from events.mt_events e
cross join lateral (select e.headers ->> 'type' as type offset 0) t
cross join lateral (select split_part(t.type, '.', 5) as major, split_part(t.type, '.', 6) as minor, split_part(t.type, '.', 7) as patch offset 0) v
where e.seq_id > $1 and e.seq_id <= $2;

-- @indexes
create unique index on cdevents_lake (position, timestamp);
create index on cdevents_lake (timestamp desc);
create index on cdevents_lake (subject, predicate, timestamp desc);
create index on cdevents_lake (context_id);

-- @views
create or replace view cdviz.cdevents_lake as
select imported_at, timestamp, payload, subject, predicate, version, context_id, position, source, type, subject_id, subject_source, chain_id
from cdevents_lake;
comment on view cdviz.cdevents_lake is 'Every CDEvent, by time. Follows the log within milliseconds.';
comment on column cdviz.cdevents_lake.imported_at is 'When it was recorded.';
comment on column cdviz.cdevents_lake.timestamp is 'When it occurred, as its sender says.';
comment on column cdviz.cdevents_lake.payload is 'The whole CDEvent as sent.';
comment on column cdviz.cdevents_lake.subject is 'Type of its subject: pipelinerun.';
comment on column cdviz.cdevents_lake.predicate is 'What happened to it: started.';
comment on column cdviz.cdevents_lake.version is 'Version of the event type: version[0] is major, version[1] minor, version[2] patch; null when the type names none.';
comment on column cdviz.cdevents_lake.context_id is 'Id of the event, unique for its source.';
comment on column cdviz.cdevents_lake.position is 'Position in the log.';
comment on column cdviz.cdevents_lake.source is 'Who sent it: context.source.';
comment on column cdviz.cdevents_lake.type is 'Type as sent: dev.cdevents.pipelinerun.started.0.3.0.';
comment on column cdviz.cdevents_lake.subject_id is 'Id of the subject.';
comment on column cdviz.cdevents_lake.subject_source is 'Source of the subject; the event''s source where the subject names none.';
comment on column cdviz.cdevents_lake.chain_id is 'Chain it belongs to, or null.';
