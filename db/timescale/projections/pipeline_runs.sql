-- How each pipeline run went, attempt by attempt.

-- @tables
create table pipelinerun_attempt (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    attempt int not null,
    name text null,
    url text null,
    queued_at timestamptz null,
    started_at timestamptz null,
    finished_at timestamptz null,
    outcome text null,
    outcome_raw text null,
    errors text null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table pipelinerun_attempt is 'One row for each attempt of a pipeline run.';
comment on column pipelinerun_attempt.key is 'Stream of the run.';
comment on column pipelinerun_attempt.ordinal is 'Same as attempt.';
comment on column pipelinerun_attempt.subject_id is 'Id of the run.';
comment on column pipelinerun_attempt.source is 'Who runs it.';
comment on column pipelinerun_attempt.attempt is '1 for the first; higher when the run''s id was used again.';
comment on column pipelinerun_attempt.name is 'Name of the pipeline.';
comment on column pipelinerun_attempt.url is 'Where the run can be looked at.';
comment on column pipelinerun_attempt.queued_at is 'When it was first queued.';
comment on column pipelinerun_attempt.started_at is 'When it started.';
comment on column pipelinerun_attempt.finished_at is 'When it finished.';
comment on column pipelinerun_attempt.outcome is 'success, failure, cancel or error.';
comment on column pipelinerun_attempt.outcome_raw is 'The sender''s own word.';
comment on column pipelinerun_attempt.errors is 'What went wrong.';
comment on column pipelinerun_attempt.chain_id is 'Chain it belongs to.';
comment on column pipelinerun_attempt.position is 'Position of the event that told most lately of it.';
comment on column pipelinerun_attempt.last_at is 'When the last event that was folded in occurred.';
comment on column pipelinerun_attempt.last_rank is 'Its rank in the life cycle.';
comment on column pipelinerun_attempt.last_id is 'Its id.';

-- @indexes
alter table pipelinerun_attempt add primary key (key, ordinal);
create index on pipelinerun_attempt using hash (subject_id);
create index on pipelinerun_attempt ((coalesce(finished_at, started_at, queued_at)), key, ordinal);
create index on pipelinerun_attempt (name, (coalesce(finished_at, started_at, queued_at)));
create index on pipelinerun_attempt (outcome, (coalesce(finished_at, started_at, queued_at))) where outcome <> 'success';
create index on pipelinerun_attempt (queued_at);
create index on pipelinerun_attempt (started_at);
create index on pipelinerun_attempt (finished_at);

-- @views
create or replace view cdviz.pipelinerun_attempt as
select subject_id, source, attempt, name, url, queued_at, started_at, finished_at, outcome, outcome_raw, errors,
       case when started_at >= queued_at then started_at - queued_at end as queue_time,
       case when finished_at >= started_at then finished_at - started_at end as duration,
       chain_id, position,
       coalesce(finished_at, started_at, queued_at) as last_seen_at,
       key || '#' || ordinal as id,
       coalesce(finished_at < started_at or started_at < queued_at, false) as skewed
from pipelinerun_attempt;
comment on view cdviz.pipelinerun_attempt is 'How each pipeline run went: one row for each attempt. A run that has not finished has no outcome.';
comment on column cdviz.pipelinerun_attempt.subject_id is 'Id of the run.';
comment on column cdviz.pipelinerun_attempt.source is 'Who runs it: the source of the subject.';
comment on column cdviz.pipelinerun_attempt.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.pipelinerun_attempt.name is 'Name of the pipeline.';
comment on column cdviz.pipelinerun_attempt.url is 'Where the run can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.pipelinerun_attempt.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.pipelinerun_attempt.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.pipelinerun_attempt.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column cdviz.pipelinerun_attempt.outcome is 'success, failure, cancel or error; another word where the sender used one that is none of these; null when not said.';
comment on column cdviz.pipelinerun_attempt.outcome_raw is 'The sender''s own word for the outcome.';
comment on column cdviz.pipelinerun_attempt.errors is 'What went wrong.';
comment on column cdviz.pipelinerun_attempt.queue_time is 'From queued to started; null where one is not known.';
comment on column cdviz.pipelinerun_attempt.duration is 'From started to finished; null where one is not known, or the clocks contradict it.';
comment on column cdviz.pipelinerun_attempt.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.pipelinerun_attempt.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.pipelinerun_attempt.last_seen_at is 'When it finished, or else started, or else was queued.';
comment on column cdviz.pipelinerun_attempt.id is 'Names the attempt: stream and attempt.';
comment on column cdviz.pipelinerun_attempt.skewed is 'True when it finished before it started, or started before it was queued, by the clocks of its senders; what lies between is null then.';

create or replace view cdviz.pipelinerun as
select r.subject_id, r.queued_at, r.started_at, r.finished_at,
       (select e.data from events.mt_events e where e.seq_id = r.position) as last_payload,
       r.outcome, r.attempt, r.source, r.name, r.url, r.outcome_raw,
       case when r.started_at >= r.queued_at then r.started_at - r.queued_at end as queue_time,
       case when r.finished_at >= r.started_at then r.finished_at - r.started_at end as duration,
       r.chain_id, r.position,
       coalesce(r.finished_at < r.started_at or r.started_at < r.queued_at, false) as skewed
from pipelinerun_attempt r;
comment on view cdviz.pipelinerun is 'cdviz-db''s view of pipeline runs: one row for each attempt.';
comment on column cdviz.pipelinerun.subject_id is 'Id of the run.';
comment on column cdviz.pipelinerun.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.pipelinerun.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.pipelinerun.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column cdviz.pipelinerun.last_payload is 'The whole CDEvent that told most lately of it. It is looked up in the log only where a query selects it.';
comment on column cdviz.pipelinerun.outcome is 'success, failure, cancel or error; another word where the sender used one that is none of these; null when not said.';
comment on column cdviz.pipelinerun.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.pipelinerun.source is 'Who runs it: the source of the subject.';
comment on column cdviz.pipelinerun.name is 'Name of the pipeline.';
comment on column cdviz.pipelinerun.url is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.pipelinerun.outcome_raw is 'The sender''s own word for the outcome.';
comment on column cdviz.pipelinerun.queue_time is 'From queued to started; null where one is not known.';
comment on column cdviz.pipelinerun.duration is 'From started to finished; null where one is not known, or the clocks contradict it.';
comment on column cdviz.pipelinerun.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.pipelinerun.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.pipelinerun.skewed is 'True when it finished before it started, or started before it was queued, by the clocks of its senders; what lies between is null then.';
