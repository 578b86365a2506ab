-- cdviz-db's table of runs, as a view over ours.

create or replace view cdviz.executions as
select r.subject, r.subject_id, cdviz.normalize_run_name(coalesce(r.raw_name, case when r.subject in ('testcaserun', 'testsuiterun') then r.subject_id end)) as name,
       r.parent_id, r.queued_at, r.started_at, r.finished_at, r.skipped_at, r.outcome, r.url,
       (select e.data #>> '{context,id}' from events.mt_events e where e.seq_id = r.position) as last_event_id,
       r.last_event_at, r.attempt, r.source, r.raw_name, r.outcome_raw, r.chain_id, r.position
from (
    select 'pipelinerun' as subject, p.subject_id, p.name as raw_name, null::text as parent_id, p.queued_at, p.started_at, p.finished_at,
           null::timestamptz as skipped_at, p.outcome, p.url, p.last_seen_at as last_event_at, p.attempt, p.source, p.outcome_raw, p.chain_id, p.position
    from cdviz.pipelinerun_attempt p
    union all
    select 'taskrun', t.subject_id, t.name, t.pipeline_run_id, null, t.started_at, t.finished_at,
           null, t.outcome, t.url, t.last_seen_at, t.attempt, t.source, t.outcome_raw, t.chain_id, t.position
    from cdviz.taskrun_attempt t
    union all
    select 'testcaserun', c.subject_id, c.name, c.suite_run_id, c.queued_at, c.started_at, case when c.outcome is distinct from 'skipped' then c.finished_at end,
           case when c.outcome = 'skipped' then c.finished_at end, c.outcome, c.url, coalesce(c.finished_at, c.started_at, c.queued_at), c.attempt, c.source, c.outcome_raw,
           c.chain_id, c.position
    from cdviz.test_run c
    where c.kind = 'case'
    union all
    select 'testsuiterun', s.subject_id, s.name, null, s.queued_at, s.started_at, case when s.outcome is distinct from 'skipped' then s.finished_at end,
           case when s.outcome = 'skipped' then s.finished_at end, s.outcome, s.url, coalesce(s.finished_at, s.started_at, s.queued_at), s.attempt, s.source, s.outcome_raw,
           s.chain_id, s.position
    from cdviz.test_run s
    where s.kind = 'suite'
) r;
comment on view cdviz.executions is 'cdviz-db''s table of pipeline, task, test case and test suite runs: one row for each attempt.';
comment on column cdviz.executions.subject is 'pipelinerun, taskrun, testcaserun or testsuiterun.';
comment on column cdviz.executions.subject_id is 'Id of the run.';
comment on column cdviz.executions.name is 'The name that runs of one definition share: cdviz.normalize_run_name of what the sender says.';
comment on column cdviz.executions.parent_id is 'Id of the pipeline run of a task run, of the suite run of a test case run; null when not said.';
comment on column cdviz.executions.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.executions.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.executions.finished_at is 'When it finished; null while it runs, when it was skipped, or when nobody said so.';
comment on column cdviz.executions.skipped_at is 'When a test was skipped; null when it was not.';
comment on column cdviz.executions.outcome is 'success, failure, cancel, error or skipped; another word where the sender used one that is none of these; null when not said.';
comment on column cdviz.executions.url is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.executions.last_event_id is 'context.id of the event that told most lately of it. It is looked up in the log only where a query selects it.';
comment on column cdviz.executions.last_event_at is 'When it finished, or else started, or else was queued.';
comment on column cdviz.executions.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.executions.source is 'Who runs it: the source of the subject.';
comment on column cdviz.executions.raw_name is 'The name as the sender says it.';
comment on column cdviz.executions.outcome_raw is 'The sender''s own word for the outcome.';
comment on column cdviz.executions.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.executions.position is 'Position in the log of the event that told most lately of it.';
