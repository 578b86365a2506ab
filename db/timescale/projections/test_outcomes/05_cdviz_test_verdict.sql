-- What each attempt of a test case said of what was tested: which tests pass and fail on the same thing.

-- What an attempt tested is, in this order:
--   1. the artifact that the finish names: customData.artifactId, or the target of a customData.links item of the kind testedAgainst, as cdviz-collector
--      sends it. It is joined by its key, so that the names of one artifact are one;
--   2. the chain the attempt belongs to: a chain begins with a change, so that runs in one chain test one change.
-- Where there is neither, nothing says that two runs tested the same, and the verdict is no evidence of flakiness. Environment and time are no evidence:
-- another version may have been deployed in between.

-- @views
create or replace view cdviz.test_verdict as
select finished_at as occurred_at, source, test_id, coalesce(name, test_id) as name, environment, subject_id, outcome = 'success' as passed, tested, artifact_id, chain_id, position
from test_outcome
where kind = 'case' and test_id is not null and outcome in ('success', 'failure', 'error');
comment on view cdviz.test_verdict is 'Each attempt of a test case that passed or failed, and what it tested: pass and fail on the same thing is a flaky test. Cancelled and skipped ones say nothing of the test.';
comment on column cdviz.test_verdict.occurred_at is 'When it finished.';
comment on column cdviz.test_verdict.source is 'Who ran it: the source of the subject.';
comment on column cdviz.test_verdict.test_id is 'Id of the test case.';
comment on column cdviz.test_verdict.name is 'Its name; its id where it has none.';
comment on column cdviz.test_verdict.environment is 'Id of the environment it ran in.';
comment on column cdviz.test_verdict.subject_id is 'Id of the run.';
comment on column cdviz.test_verdict.passed is 'True when it succeeded, false when it failed or ended in an error.';
comment on column cdviz.test_verdict.tested is 'What was tested: artifact: and its key, or else chain: and the chain; null where neither is known.';
comment on column cdviz.test_verdict.artifact_id is 'The artifact as the finish names it, or null.';
comment on column cdviz.test_verdict.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.test_verdict.position is 'Position in the log of the event that told most lately of the attempt.';
