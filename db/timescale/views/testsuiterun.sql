-- cdviz-db's view of test suite runs.

create or replace view cdviz.testsuiterun as
select r.subject_id, r.queued_at, r.started_at,
       case when r.outcome is distinct from 'skipped' then r.finished_at end as finished_at,
       (select e.data from events.mt_events e where e.seq_id = r.position) as last_payload,
       r.outcome, r.attempt, r.source, r.test_id, r.name, r.environment, r.outcome_raw, r.severity, r.reason, r.url,
       r.started_at - r.queued_at as queue_time,
       case when r.outcome is distinct from 'skipped' then r.finished_at end - r.started_at as duration,
       r.chain_id, r.position
from cdviz.test_run r
where r.kind = 'suite';
comment on view cdviz.testsuiterun is 'cdviz-db''s view of test suite runs: one row for each attempt.';
comment on column cdviz.testsuiterun.subject_id is 'Id of the run.';
comment on column cdviz.testsuiterun.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column cdviz.testsuiterun.started_at is 'When it started; null when nobody said so.';
comment on column cdviz.testsuiterun.finished_at is 'When it finished; null while it runs, or when nobody said so.';
comment on column cdviz.testsuiterun.last_payload is 'The whole CDEvent that told most lately of it. It is looked up in the log only where a query selects it.';
comment on column cdviz.testsuiterun.outcome is 'success, failure, cancel, error; another word where the sender used one that is none of these; null while it has not ended.';
comment on column cdviz.testsuiterun.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column cdviz.testsuiterun.source is 'Who runs it: the source of the subject.';
comment on column cdviz.testsuiterun.test_id is 'Id of the test suite.';
comment on column cdviz.testsuiterun.name is 'Its name; its id where it has none.';
comment on column cdviz.testsuiterun.environment is 'Id of the environment it ran in.';
comment on column cdviz.testsuiterun.outcome_raw is 'The sender''s own word for the outcome.';
comment on column cdviz.testsuiterun.severity is 'How bad a failure is, as the sender says: low, medium, high, critical.';
comment on column cdviz.testsuiterun.reason is 'Why it failed.';
comment on column cdviz.testsuiterun.url is 'Where it can be looked at. Check the scheme before you make a link of it.';
comment on column cdviz.testsuiterun.queue_time is 'From queued to started; null where one is not known.';
comment on column cdviz.testsuiterun.duration is 'From started to finished; null where one is not known.';
comment on column cdviz.testsuiterun.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.testsuiterun.position is 'Position in the log of the event that told most lately of it.';
