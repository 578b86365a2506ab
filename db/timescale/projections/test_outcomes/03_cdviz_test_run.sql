-- @views
create or replace view cdviz.test_run as
select kind, subject_id, source, attempt, test_id, name, test_version, test_type, suite_run_id, environment, url,
       queued_at, started_at, finished_at, outcome, outcome_raw, severity, reason,
       case when started_at >= queued_at then started_at - queued_at end as queue_time,
       case when finished_at >= started_at then finished_at - started_at end as duration,
       chain_id, position,
       coalesce(finished_at, started_at, queued_at) as last_seen_at,
       key || '#' || ordinal as id,
       coalesce(finished_at < started_at or started_at < queued_at, false) as skewed
from test_run;
comment on view cdviz.test_run is 'How test runs of cases and suites went: one row for each attempt. A run that has not ended has no outcome.';
comment on column cdviz.test_run.kind is 'case or suite.';
comment on column cdviz.test_run.subject_id is 'Id of the run.';
comment on column cdviz.test_run.source is 'Who runs it: the source of the subject.';
comment on column cdviz.test_run.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.test_run.test_id is 'Id of the test case or suite.';
comment on column cdviz.test_run.name is 'Its name; its id where it has none.';
comment on column cdviz.test_run.test_version is 'Its version.';
comment on column cdviz.test_run.test_type is 'What sort of test a case is: unit, integration …; null for suites.';
comment on column cdviz.test_run.suite_run_id is 'Id of the suite run that a case run belongs to.';
comment on column cdviz.test_run.environment is 'Id of the environment it ran in.';
comment on column cdviz.test_run.url is 'Where the test can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.test_run.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.test_run.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.test_run.finished_at is 'When it finished or was skipped; null while it runs, or when nobody said so.';
comment on column cdviz.test_run.outcome is 'success, failure, cancel, error or skipped; another word where the sender used one that is none of these.';
comment on column cdviz.test_run.outcome_raw is 'The sender''s own word for the outcome; null for a skipped one.';
comment on column cdviz.test_run.severity is 'How bad a failure is, as the sender says: low, medium, high, critical.';
comment on column cdviz.test_run.reason is 'Why it failed or was skipped.';
comment on column cdviz.test_run.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.test_run.position is 'Position in the log of the event that told most lately of it.';
comment on column cdviz.test_run.queue_time is 'From queued to started; null where one is not known.';
comment on column cdviz.test_run.duration is 'From started to finished; null where one is not known, or the clocks contradict it.';
comment on column cdviz.test_run.last_seen_at is 'When it ended, or else started, or else was queued.';
comment on column cdviz.test_run.id is 'Names the attempt: stream and attempt.';
comment on column cdviz.test_run.skewed is 'True when it finished before it started, or started before it was queued, by the clocks of its senders; what lies between is null then.';
