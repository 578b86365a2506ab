-- How test cases and test suites went: runs in a table by run, outcomes in a hypertable by time.

-- @tables
create table test_run (
    key text not null,
    ordinal int not null,
    kind text not null,
    subject_id text not null,
    source text not null,
    attempt int not null,
    test_id text null,
    name text null,
    test_version text null,
    test_type text null,
    suite_run_id text null,
    environment text null,
    url text null,
    queued_at timestamptz null,
    started_at timestamptz null,
    finished_at timestamptz null,
    outcome text null,
    outcome_raw text null,
    severity text null,
    reason text null,
    chain_id text null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table test_run is 'One row for each attempt of a test case run or test suite run, unfinished ones included.';
comment on column test_run.key is 'Stream of the run.';
comment on column test_run.ordinal is 'Same as attempt.';
comment on column test_run.kind is 'case or suite.';
comment on column test_run.subject_id is 'Id of the run.';
comment on column test_run.source is 'Who runs it: the source of the subject.';
comment on column test_run.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column test_run.test_id is 'Id of the test case or suite.';
comment on column test_run.name is 'Its name; its id where it has none.';
comment on column test_run.test_version is 'Its version.';
comment on column test_run.test_type is 'What sort of test a case is: unit, integration …; null for suites.';
comment on column test_run.suite_run_id is 'Id of the suite run that a case run belongs to.';
comment on column test_run.environment is 'Id of the environment it ran in.';
comment on column test_run.url is 'Where the test can be looked at. Check the scheme before you make a link of it.';
comment on column test_run.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column test_run.started_at is 'When it started; null when nobody said so.';
comment on column test_run.finished_at is 'When it finished or was skipped; null while it runs, or when nobody said so.';
comment on column test_run.outcome is 'success, failure, cancel, error or skipped; another word where the sender used one that is none of these.';
comment on column test_run.outcome_raw is 'The sender''s own word for the outcome; null for a skipped one.';
comment on column test_run.severity is 'How bad a failure is, as the sender says: low, medium, high, critical.';
comment on column test_run.reason is 'Why it failed or was skipped.';
comment on column test_run.chain_id is 'Chain it belongs to, or null.';
comment on column test_run.position is 'Position in the log of the event that told most lately of it.';
comment on column test_run.last_at is 'When the last event that was folded in occurred.';
comment on column test_run.last_rank is 'Its rank in the life cycle.';
comment on column test_run.last_id is 'Its id.';

create table test_outcome (
    key text not null,
    ordinal int not null,
    kind text not null,
    subject_id text not null,
    source text not null,
    attempt int not null,
    test_id text null,
    name text null,
    test_version text null,
    test_type text null,
    suite_run_id text null,
    environment text null,
    url text null,
    queued_at timestamptz null,
    started_at timestamptz null,
    finished_at timestamptz not null,
    outcome text null,
    outcome_raw text null,
    severity text null,
    reason text null,
    chain_id text null,
    position bigint not null
);
comment on table test_outcome is 'One row for each attempt that has ended.';
comment on column test_outcome.key is 'Stream of the run.';
comment on column test_outcome.ordinal is 'Same as attempt.';
comment on column test_outcome.kind is 'case or suite.';
comment on column test_outcome.subject_id is 'Id of the run.';
comment on column test_outcome.source is 'Who runs it: the source of the subject.';
comment on column test_outcome.attempt is '1 for the first attempt; higher when the run''s id was used again.';
comment on column test_outcome.test_id is 'Id of the test case or suite.';
comment on column test_outcome.name is 'Its name; its id where it has none.';
comment on column test_outcome.test_version is 'Its version.';
comment on column test_outcome.test_type is 'What sort of test a case is: unit, integration …; null for suites.';
comment on column test_outcome.suite_run_id is 'Id of the suite run that a case run belongs to.';
comment on column test_outcome.environment is 'Id of the environment it ran in.';
comment on column test_outcome.url is 'Where the test can be looked at. Check the scheme before you make a link of it.';
comment on column test_outcome.queued_at is 'When the attempt was first queued; null when nobody said so.';
comment on column test_outcome.started_at is 'When it started; null when nobody said so.';
comment on column test_outcome.finished_at is 'When it finished or was skipped; null while it runs, or when nobody said so.';
comment on column test_outcome.outcome is 'success, failure, cancel, error or skipped; another word where the sender used one that is none of these.';
comment on column test_outcome.outcome_raw is 'The sender''s own word for the outcome; null for a skipped one.';
comment on column test_outcome.severity is 'How bad a failure is, as the sender says: low, medium, high, critical.';
comment on column test_outcome.reason is 'Why it failed or was skipped.';
comment on column test_outcome.chain_id is 'Chain it belongs to, or null.';
comment on column test_outcome.position is 'Position in the log of the event that told most lately of it.';

-- A week of a busy organisation is some hundred thousand outcomes: small enough for its indexes to stay in memory.
select create_hypertable('test_outcome', by_range('finished_at', interval '7 days'), create_default_indexes => false);

-- @indexes
alter table test_run add primary key (key, ordinal);
create index on test_run using hash (subject_id);
create index on test_run ((coalesce(finished_at, started_at, queued_at)), key, ordinal);
create index on test_run (name, (coalesce(finished_at, started_at, queued_at)));
create index on test_run (outcome, (coalesce(finished_at, started_at, queued_at))) where outcome <> 'success';
create index on test_run (environment, (coalesce(finished_at, started_at, queued_at)));
create index on test_run (suite_run_id);
create index on test_run (kind, queued_at);
create index on test_run (kind, started_at);
create index on test_run (kind, (case when outcome is distinct from 'skipped' then finished_at end));
create index on test_run ((case when outcome = 'skipped' then finished_at end)) where outcome = 'skipped';
create unique index on test_outcome (key, ordinal, finished_at);
create index on test_outcome (finished_at);
create index on test_outcome (name, finished_at);

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
