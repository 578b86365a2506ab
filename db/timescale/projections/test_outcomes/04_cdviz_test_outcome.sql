-- @views
create or replace view cdviz.test_outcome as
select kind, subject_id, source, attempt, test_id, name, test_version, test_type, suite_run_id, environment, url,
       queued_at, started_at, finished_at, outcome, outcome_raw, severity, reason,
       case when started_at >= queued_at then started_at - queued_at end as queue_time,
       case when finished_at >= started_at then finished_at - started_at end as duration,
       chain_id, position,
       key || '#' || ordinal as id,
       coalesce(finished_at < started_at or started_at < queued_at, false) as skewed
from test_outcome;
comment on view cdviz.test_outcome is 'The outcomes of test cases and suites, ordered by time: one row for each attempt that has ended.';
comment on column cdviz.test_outcome.kind is 'case or suite.';
comment on column cdviz.test_outcome.subject_id is 'Id of the run.';
comment on column cdviz.test_outcome.source is 'Who runs it: the source of the subject.';
comment on column cdviz.test_outcome.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.test_outcome.test_id is 'Id of the test case or suite.';
comment on column cdviz.test_outcome.name is 'Its name; its id where it has none.';
comment on column cdviz.test_outcome.test_version is 'Its version.';
comment on column cdviz.test_outcome.test_type is 'What sort of test a case is: unit, integration …; null for suites.';
comment on column cdviz.test_outcome.suite_run_id is 'Id of the suite run that a case run belongs to.';
comment on column cdviz.test_outcome.environment is 'Id of the environment it ran in.';
comment on column cdviz.test_outcome.url is 'Where the test can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.test_outcome.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.test_outcome.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.test_outcome.finished_at is 'When it finished or was skipped; null while it runs, or when nobody said so.';
comment on column cdviz.test_outcome.outcome is 'success, failure, cancel, error or skipped; another word where the sender used one that is none of these.';
comment on column cdviz.test_outcome.outcome_raw is 'The sender''s own word for the outcome; null for a skipped one.';
comment on column cdviz.test_outcome.severity is 'How bad a failure is, as the sender says: low, medium, high, critical.';
comment on column cdviz.test_outcome.reason is 'Why it failed or was skipped.';
comment on column cdviz.test_outcome.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.test_outcome.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.test_outcome.queue_time is 'From queued to started; null where one is not known.';
comment on column cdviz.test_outcome.duration is 'From started to finished; null where one is not known, or the clocks contradict it.';
comment on column cdviz.test_outcome.id is 'Names the attempt: stream and attempt.';
comment on column cdviz.test_outcome.skewed is 'True when it finished before it started, or started before it was queued, by the clocks of its senders; what lies between is null then.';
