-- How each build went, attempt by attempt.

-- @tables
create table build_attempt (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    attempt int not null,
    artifact_id text null,
    queued_at timestamptz null,
    started_at timestamptz null,
    finished_at timestamptz null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table build_attempt is 'One row for each attempt of a build.';
comment on column build_attempt.key is 'Stream of the build.';
comment on column build_attempt.ordinal is 'Same as attempt.';
comment on column build_attempt.subject_id is 'Id of the build.';
comment on column build_attempt.source is 'Who builds: the source of the subject.';
comment on column build_attempt.attempt is '1 for the first attempt; higher when the build''s id was used again.';
comment on column build_attempt.artifact_id is 'What came of it, as reported (a purl).';
comment on column build_attempt.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column build_attempt.started_at is 'When it started; null when nobody said so.';
comment on column build_attempt.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column build_attempt.chain_id is 'Chain it belongs to, or null.';
comment on column build_attempt.position is 'Position in the log of the event that told most lately of it.';
comment on column build_attempt.last_at is 'When the last event that was folded in occurred.';
comment on column build_attempt.last_rank is 'Its rank in the life cycle.';
comment on column build_attempt.last_id is 'Its id.';

-- @indexes
alter table build_attempt add primary key (key, ordinal);
create index on build_attempt using hash (subject_id);
create index on build_attempt ((coalesce(finished_at, started_at, queued_at)), key, ordinal);
create index on build_attempt (artifact_id);
create index on build_attempt (queued_at);
create index on build_attempt (started_at);
create index on build_attempt (finished_at);

-- @views
create or replace view cdviz.build as
select r.subject_id, r.queued_at, r.started_at, r.finished_at,
       (select e.data from events.mt_events e where e.seq_id = r.position) as last_payload,
       r.attempt, r.source, r.artifact_id,
       case when r.started_at >= r.queued_at then r.started_at - r.queued_at end as queue_time,
       case when r.finished_at >= r.started_at then r.finished_at - r.started_at end as duration,
       r.chain_id, r.position,
       coalesce(r.finished_at, r.started_at, r.queued_at) as last_seen_at,
       r.key || '#' || r.ordinal as id,
       coalesce(r.finished_at < r.started_at or r.started_at < r.queued_at, false) as skewed
from build_attempt r;
comment on view cdviz.build is 'cdviz-db''s view of builds: one row for each attempt.';
comment on column cdviz.build.subject_id is 'Id of the build.';
comment on column cdviz.build.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.build.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.build.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column cdviz.build.last_payload is 'The whole CDEvent that told most lately of it. It is looked up in the log only where a query selects it.';
comment on column cdviz.build.attempt is '1 for the first attempt; higher when the build''s id was used again.';
comment on column cdviz.build.source is 'Who builds: the source of the subject.';
comment on column cdviz.build.artifact_id is 'What came of it, as reported (a purl).';
comment on column cdviz.build.queue_time is 'From queued to started; null where one is not known.';
comment on column cdviz.build.duration is 'From started to finished; null where one is not known, or the clocks contradict it.';
comment on column cdviz.build.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.build.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.build.last_seen_at is 'When it finished, or else started, or else was queued.';
comment on column cdviz.build.id is 'Names the attempt: stream and attempt.';
comment on column cdviz.build.skewed is 'True when it finished before it started, or started before it was queued, by the clocks of its senders; what lies between is null then.';
