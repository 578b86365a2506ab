-- How each task run went, attempt by attempt.

-- @tables
create table taskrun_attempt (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    attempt int not null,
    name text null,
    url text null,
    pipeline_run_id text null,
    pipeline_run_source text null,
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
comment on table taskrun_attempt is 'One row for each attempt of a task run.';
comment on column taskrun_attempt.key is 'Stream of the run.';
comment on column taskrun_attempt.ordinal is 'Same as attempt.';
comment on column taskrun_attempt.subject_id is 'Id of the run.';
comment on column taskrun_attempt.source is 'Who runs it: the source of the subject.';
comment on column taskrun_attempt.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column taskrun_attempt.name is 'Name of the task.';
comment on column taskrun_attempt.url is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column taskrun_attempt.pipeline_run_id is 'Id of the pipeline run it is a part of.';
comment on column taskrun_attempt.pipeline_run_source is 'Source of that pipeline run; null when not said, and then the same as its own.';
comment on column taskrun_attempt.started_at is 'When it started; null when nobody said so.';
comment on column taskrun_attempt.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column taskrun_attempt.outcome is 'success, failure, cancel or error; another word where the sender used one that is none of these; null when not said.';
comment on column taskrun_attempt.outcome_raw is 'The sender''s own word for the outcome.';
comment on column taskrun_attempt.errors is 'What went wrong.';
comment on column taskrun_attempt.chain_id is 'Chain it belongs to, or null.';
comment on column taskrun_attempt.position is 'Position in the log of the event that told most lately of it.';
comment on column taskrun_attempt.last_at is 'When the last event that was folded in occurred.';
comment on column taskrun_attempt.last_rank is 'Its rank in the life cycle.';
comment on column taskrun_attempt.last_id is 'Its id.';

-- @indexes
alter table taskrun_attempt add primary key (key, ordinal);
create index on taskrun_attempt using hash (subject_id);
create index on taskrun_attempt ((coalesce(finished_at, started_at)), key, ordinal);
create index on taskrun_attempt (name, (coalesce(finished_at, started_at)));
create index on taskrun_attempt (outcome, (coalesce(finished_at, started_at))) where outcome <> 'success';
create index on taskrun_attempt (pipeline_run_id);
create index on taskrun_attempt (started_at);
create index on taskrun_attempt (finished_at);

-- @views
create or replace view cdviz.taskrun_attempt as
select subject_id, source, attempt, name, url, pipeline_run_id, pipeline_run_source, started_at, finished_at, outcome, outcome_raw, errors,
       case when finished_at >= started_at then finished_at - started_at end as duration,
       chain_id, position,
       coalesce(finished_at, started_at) as last_seen_at,
       key || '#' || ordinal as id,
       coalesce(finished_at < started_at, false) as skewed
from taskrun_attempt;
comment on view cdviz.taskrun_attempt is 'How each task run went: one row for each attempt. A run that has not finished has no outcome.';
comment on column cdviz.taskrun_attempt.subject_id is 'Id of the run.';
comment on column cdviz.taskrun_attempt.source is 'Who runs it: the source of the subject.';
comment on column cdviz.taskrun_attempt.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.taskrun_attempt.name is 'Name of the task.';
comment on column cdviz.taskrun_attempt.url is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.taskrun_attempt.pipeline_run_id is 'Id of the pipeline run it is a part of.';
comment on column cdviz.taskrun_attempt.pipeline_run_source is 'Source of that pipeline run; null when not said, and then the same as its own.';
comment on column cdviz.taskrun_attempt.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.taskrun_attempt.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column cdviz.taskrun_attempt.outcome is 'success, failure, cancel or error; another word where the sender used one that is none of these; null when not said.';
comment on column cdviz.taskrun_attempt.outcome_raw is 'The sender''s own word for the outcome.';
comment on column cdviz.taskrun_attempt.errors is 'What went wrong.';
comment on column cdviz.taskrun_attempt.duration is 'From started to finished; null where one is not known, or the clocks contradict it.';
comment on column cdviz.taskrun_attempt.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.taskrun_attempt.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.taskrun_attempt.last_seen_at is 'When it finished, or else started.';
comment on column cdviz.taskrun_attempt.id is 'Names the attempt: stream and attempt.';
comment on column cdviz.taskrun_attempt.skewed is 'True when it finished before it started, or started before it was queued, by the clocks of its senders; what lies between is null then.';

create or replace view cdviz.taskrun as
select r.subject_id, r.started_at, r.finished_at,
       (select e.data from events.mt_events e where e.seq_id = r.position) as last_payload,
       r.outcome, r.attempt, r.source, r.name, r.url, r.pipeline_run_id, r.outcome_raw,
       case when r.finished_at >= r.started_at then r.finished_at - r.started_at end as duration,
       r.chain_id, r.position,
       coalesce(r.finished_at < r.started_at, false) as skewed
from taskrun_attempt r;
comment on view cdviz.taskrun is 'cdviz-db''s view of task runs: one row for each attempt.';
comment on column cdviz.taskrun.subject_id is 'Id of the run.';
comment on column cdviz.taskrun.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.taskrun.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column cdviz.taskrun.last_payload is 'The whole CDEvent that told most lately of it. It is looked up in the log only where a query selects it.';
comment on column cdviz.taskrun.outcome is 'success, failure, cancel or error; another word where the sender used one that is none of these; null when not said.';
comment on column cdviz.taskrun.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.taskrun.source is 'Who runs it: the source of the subject.';
comment on column cdviz.taskrun.name is 'Name of the task.';
comment on column cdviz.taskrun.url is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.taskrun.pipeline_run_id is 'Id of the pipeline run it is a part of.';
comment on column cdviz.taskrun.outcome_raw is 'The sender''s own word for the outcome.';
comment on column cdviz.taskrun.duration is 'From started to finished; null where one is not known, or the clocks contradict it.';
comment on column cdviz.taskrun.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.taskrun.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.taskrun.skewed is 'True when it finished before it started, or started before it was queued, by the clocks of its senders; what lies between is null then.';
