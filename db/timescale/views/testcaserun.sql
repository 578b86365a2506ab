-- cdviz-db's view of test case runs.

create or replace view cdviz.testcaserun as
select r.subject_id, r.queued_at, r.started_at,
       case when r.outcome is distinct from 'skipped' then r.finished_at end as finished_at,
       case when r.outcome = 'skipped' then r.finished_at end as skipped_at,
       (select e.data from events.mt_events e where e.seq_id = r.position) as last_payload,
       r.outcome, r.attempt, r.source, r.test_id, r.name, r.environment, r.test_type, r.suite_run_id, r.outcome_raw, r.severity, r.reason, r.url,
       r.started_at - r.queued_at as queue_time,
       case when r.outcome is distinct from 'skipped' then r.finished_at end - r.started_at as duration,
       r.chain_id, r.position
from cdviz.test_run r
where r.kind = 'case';
comment on view cdviz.testcaserun is 'cdviz-db''s view of test case runs: one row for each attempt.';
comment on column cdviz.testcaserun.subject_id is 'Id of the run.';
comment on column cdviz.testcaserun.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.testcaserun.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.testcaserun.finished_at is 'When it finished; null while it runs, when it was skipped, or when nobody said so.';
comment on column cdviz.testcaserun.skipped_at is 'When it was skipped; null when it was not.';
comment on column cdviz.testcaserun.last_payload is 'The whole CDEvent that told most lately of it. It is looked up in the log only where a query selects it.';
comment on column cdviz.testcaserun.outcome is 'success, failure, cancel, error or skipped; another word where the sender used one that is none of these; null while it has not ended.';
comment on column cdviz.testcaserun.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.testcaserun.source is 'Who runs it: the source of the subject.';
comment on column cdviz.testcaserun.test_id is 'Id of the test case.';
comment on column cdviz.testcaserun.name is 'Its name; its id where it has none.';
comment on column cdviz.testcaserun.environment is 'Id of the environment it ran in.';
comment on column cdviz.testcaserun.test_type is 'What sort of test it is: unit, integration …';
comment on column cdviz.testcaserun.suite_run_id is 'Id of the suite run it belongs to.';
comment on column cdviz.testcaserun.outcome_raw is 'The sender''s own word for the outcome.';
comment on column cdviz.testcaserun.severity is 'How bad a failure is, as the sender says: low, medium, high, critical.';
comment on column cdviz.testcaserun.reason is 'Why it failed or was skipped.';
comment on column cdviz.testcaserun.url is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.testcaserun.queue_time is 'From queued to started; null where one is not known.';
comment on column cdviz.testcaserun.duration is 'From started to finished; null where one is not known.';
comment on column cdviz.testcaserun.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.testcaserun.position is 'Position in the log of the event that told most lately of it.';
