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
    artifact_id text null,
    tested text null,
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
comment on column test_run.artifact_id is 'The artifact that a case tested, as its finish names it.';
comment on column test_run.tested is 'What a case tested: artifact: and its key, or else chain: and the chain; null where neither is known.';
comment on column test_run.last_at is 'When the last event that was folded in occurred.';
comment on column test_run.last_rank is 'Its rank in the life cycle.';
comment on column test_run.last_id is 'Its id.';

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
