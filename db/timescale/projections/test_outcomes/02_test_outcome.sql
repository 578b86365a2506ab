-- @tables
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
    position bigint not null,
    artifact_id text null,
    tested text null
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
comment on column test_outcome.artifact_id is 'The artifact that a case tested, as its finish names it.';
comment on column test_outcome.tested is 'What a case tested: artifact: and its key, or else chain: and the chain; null where neither is known.';

-- A week of a busy organisation is some hundred thousand outcomes: small enough for its indexes to stay in memory.
select create_hypertable('test_outcome', by_range('finished_at', interval '7 days'), create_default_indexes => false);

-- @indexes
create unique index on test_outcome (key, ordinal, finished_at);
create index on test_outcome (finished_at);
create index on test_outcome (name, finished_at);
create index on test_outcome (test_id, finished_at) where kind = 'case' and outcome in ('success', 'failure', 'error');
