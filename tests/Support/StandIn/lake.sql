-- A stand-in for cdviz-db, written from a description of its behaviour: the same names and columns, and the same weaknesses. For tests and benchmarks.

create extension if not exists timescaledb;
create schema cdviz;

create table cdviz.cdevents_lake (
    imported_at timestamptz not null default now(),
    timestamp timestamptz not null,
    payload jsonb not null,
    subject text not null,
    predicate text not null,
    version int[3] null,
    context_id text not null
);
select create_hypertable('cdviz.cdevents_lake', by_range('timestamp', interval '7 days'));
select add_dimension('cdviz.cdevents_lake', by_hash('subject', 2));
create unique index on cdviz.cdevents_lake (context_id, subject, timestamp desc);
create index on cdviz.cdevents_lake using gin (payload);

-- The same event again is an error, and so is a type without three numbers.
create procedure cdviz.store_cdevent(cdevent jsonb)
language plpgsql
as $$
declare
    type constant text[] := string_to_array(cdevent #>> '{context,type}', '.');
begin
    insert into cdviz.cdevents_lake (timestamp, payload, subject, predicate, version, context_id)
    values (
        (cdevent #>> '{context,timestamp}')::timestamptz, cdevent, lower(type[3]), lower(type[4]),
        ('[0:2]={' || concat_ws(',', type[5], type[6], split_part(type[7], '-', 1)) || '}')::int[], cdevent #>> '{context,id}');
end
$$;

-- One row for each subject id, whatever the source, the attempt and the environment: the latest time of each predicate.
create view cdviz.pipelinerun as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'queued') as queued_at,
       max(timestamp) filter (where predicate = 'started') as started_at,
       max(timestamp) filter (where predicate = 'finished') as finished_at,
       last(payload, timestamp) as last_payload,
       last(payload #>> '{subject,content,outcome}', timestamp) filter (where predicate = 'finished') as outcome
from cdviz.cdevents_lake where subject = 'pipelinerun' group by 1;

create view cdviz.taskrun as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'started') as started_at,
       max(timestamp) filter (where predicate = 'finished') as finished_at,
       last(payload, timestamp) as last_payload,
       last(payload #>> '{subject,content,outcome}', timestamp) filter (where predicate = 'finished') as outcome
from cdviz.cdevents_lake where subject = 'taskrun' group by 1;

create view cdviz.build as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'queued') as queued_at,
       max(timestamp) filter (where predicate = 'started') as started_at,
       max(timestamp) filter (where predicate = 'finished') as finished_at,
       last(payload, timestamp) as last_payload
from cdviz.cdevents_lake where subject = 'build' group by 1;

create view cdviz.artifact as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'packaged') as packaged_at,
       max(timestamp) filter (where predicate = 'signed') as signed_at,
       max(timestamp) filter (where predicate = 'published') as published_at,
       max(timestamp) filter (where predicate = 'downloaded') as downloaded_at,
       max(timestamp) filter (where predicate = 'deleted') as deleted_at,
       last(payload, timestamp) as last_payload
from cdviz.cdevents_lake where subject = 'artifact' group by 1;

create view cdviz.service as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'deployed') as deployed_at,
       max(timestamp) filter (where predicate = 'upgraded') as upgraded_at,
       max(timestamp) filter (where predicate = 'rolledback') as rolledback_at,
       max(timestamp) filter (where predicate = 'removed') as removed_at,
       max(timestamp) filter (where predicate = 'published') as published_at,
       last(payload, timestamp) as last_payload
from cdviz.cdevents_lake where subject = 'service' group by 1;

create view cdviz.incident as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'detected') as detected_at,
       max(timestamp) filter (where predicate = 'reported') as reported_at,
       max(timestamp) filter (where predicate = 'resolved') as resolved_at,
       last(payload, timestamp) as last_payload
from cdviz.cdevents_lake where subject = 'incident' group by 1;

create view cdviz.testcaserun as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'queued') as queued_at,
       max(timestamp) filter (where predicate = 'started') as started_at,
       max(timestamp) filter (where predicate = 'finished') as finished_at,
       max(timestamp) filter (where predicate = 'skipped') as skipped_at,
       last(payload, timestamp) as last_payload
from cdviz.cdevents_lake where subject = 'testcaserun' group by 1;

create view cdviz.testsuiterun as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'queued') as queued_at,
       max(timestamp) filter (where predicate = 'started') as started_at,
       max(timestamp) filter (where predicate = 'finished') as finished_at,
       last(payload, timestamp) as last_payload
from cdviz.cdevents_lake where subject = 'testsuiterun' group by 1;

create view cdviz.ticket as
select payload #>> '{subject,id}' as subject_id,
       max(timestamp) filter (where predicate = 'created') as created_at,
       max(timestamp) filter (where predicate = 'updated') as updated_at,
       max(timestamp) filter (where predicate = 'closed') as closed_at,
       last(payload, timestamp) as last_payload
from cdviz.cdevents_lake where subject = 'ticket' group by 1;
