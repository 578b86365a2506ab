-- What each finish of a test case said of what was tested: which tests pass and fail on the same thing.

-- What a case run tested is, in this order:
--   1. the artifact that the finish names: customData.artifactId, or the target of a customData.links item of the kind testedAgainst, as cdviz-collector
--      sends it. It is joined by its key, so that the names of one artifact are one;
--   2. the chain the finish belongs to: a chain begins with a change, so that runs in one chain test one change.
-- Where there is neither, nothing says that two runs tested the same, and the verdict is no evidence of flakiness. Environment and time are no evidence:
-- another version may have been deployed in between.

-- @parallel

-- @tables
create table test_verdict (
    position bigint not null,
    event_id uuid not null,
    occurred_at timestamptz not null,
    source text not null,
    test_id text not null,
    name text not null,
    environment text null,
    subject_id text not null,
    passed boolean not null,
    tested text null,
    artifact_id text null,
    chain_id text null
);
comment on table test_verdict is 'One row for each finish of a test case that passed or failed; cancelled and skipped ones say nothing of the test.';
comment on column test_verdict.position is 'Position in the log of the finish.';
comment on column test_verdict.event_id is 'Id of its event.';
comment on column test_verdict.occurred_at is 'When it finished.';
comment on column test_verdict.source is 'Who ran it: the source of the subject.';
comment on column test_verdict.test_id is 'Id of the test case.';
comment on column test_verdict.name is 'Its name; its id where it has none.';
comment on column test_verdict.environment is 'Id of the environment it ran in.';
comment on column test_verdict.subject_id is 'Id of the run.';
comment on column test_verdict.passed is 'True when it succeeded, false when it failed or ended in an error.';
comment on column test_verdict.tested is 'What was tested: artifact: and its key, or else chain: and the chain; null where neither is known. Of more than 1,200 bytes the hash alone.';
comment on column test_verdict.artifact_id is 'The artifact as the finish names it, or null.';
comment on column test_verdict.chain_id is 'Chain it belongs to, or null.';

create table test_correction (
    position bigint not null,
    event_id uuid not null,
    retracts boolean not null,
    amendment jsonb not null
);
comment on table test_correction is 'Corrections of any events: which did not happen, or happened otherwise. Pages may come in any order, so they are put together by who reads.';
comment on column test_correction.position is 'Position in the log of the correction.';
comment on column test_correction.event_id is 'Id of the event it corrects.';
comment on column test_correction.retracts is 'True when the event does not count, false when it counts with other values.';
comment on column test_correction.amendment is 'The other values.';

-- @statement
with corrected as (
    insert into test_correction (position, event_id, retracts, amendment)
    select e.seq_id, (c.content #>> '{target,eventId}')::uuid, c.content ->> 'action' = 'retract',
           case jsonb_typeof(c.content -> 'amendment') when 'object' then c.content -> 'amendment' else '{}' end
    from events.mt_events e cross join lateral (select e.data #> '{subject,content}' as content) c
    -- Nobody but the door of corrections writes this header.
    where e.type = 'custom_event' and e.headers ->> 'door' = 'correction' and e.seq_id > $1 and e.seq_id <= $2 and c.content ->> 'action' in ('retract', 'amend')
)
insert into test_verdict (position, event_id, occurred_at, source, test_id, name, environment, subject_id, passed, tested, artifact_id, chain_id)
select position, event_id, occurred_at, source, test_id, coalesce(name, test_id), environment, subject_id, passed,
       events.bounded(coalesce('artifact:' || coalesce(cdviz.artifact_key(artifact_id), artifact_id), 'chain:' || chain_id), 1200), artifact_id, chain_id
from (
    select e.seq_id as position,
           e.id as event_id,
           (e.headers ->> 'occurredAt')::timestamptz as occurred_at,
           coalesce(e.data #>> '{subject,source}', e.headers ->> 'source') as source,
           e.data #>> '{subject,content,testCase,id}' as test_id,
           e.data #>> '{subject,content,testCase,name}' as name,
           e.data #>> '{subject,content,environment,id}' as environment,
           e.data #>> '{subject,id}' as subject_id,
           case when o.outcome = 'success' then true when o.outcome in ('failure', 'error') then false end as passed,
           coalesce(
               e.data #>> '{customData,artifactId}',
               jsonb_path_query_first(e.data, 'lax $.customData.links[*] ? (@.linkKind == "testedAgainst" || @.linkkind == "testedAgainst").target.subject.id')
                   #>> '{}',
               jsonb_path_query_first(e.data, 'lax $.customData.links[*] ? (@.linkKind == "testedAgainst" || @.linkkind == "testedAgainst").subject.id')
                   #>> '{}'
           ) as artifact_id,
           e.correlation_id as chain_id
    from events.mt_events e
    left join events.outcome_word o on o.word = events.word_of(e.data #>> '{subject,content,outcome}')
    where e.type = 'test_case_run_finished' and e.seq_id > $1 and e.seq_id <= $2
) as finish
where test_id is not null and passed is not null;

-- @indexes
alter table test_verdict add primary key (position);
create index on test_verdict (occurred_at);
create index on test_verdict (event_id);
create index on test_correction (event_id);
create index on test_verdict (test_id, tested, occurred_at);

-- @views
create or replace view cdviz.test_verdict as
select occurred_at, source, test_id, name, environment, subject_id, passed, tested, artifact_id, chain_id, position
from test_verdict v
where not exists (select from test_correction c where c.event_id = v.event_id)
union all
select coalesce((c.amendment ->> 'occurredAt')::timestamptz, v.occurred_at), v.source, v.test_id, v.name, coalesce(c.amendment ->> 'environment', v.environment), v.subject_id,
       v.passed, v.tested, v.artifact_id, v.chain_id, v.position
from (
    select c.event_id, coalesce(jsonb_object_agg(m.key, m.value order by c.position) filter (where m.key is not null), '{}') as amendment
    from test_correction c left join lateral jsonb_each(c.amendment) m on true
    group by c.event_id
    having not bool_or(c.retracts)
) c
join test_verdict v on v.event_id = c.event_id;
comment on view cdviz.test_verdict is 'Each finish of a test case that passed or failed, and what it tested: pass and fail on the same thing is a flaky test.';
comment on column cdviz.test_verdict.occurred_at is 'When it finished.';
comment on column cdviz.test_verdict.source is 'Who ran it: the source of the subject.';
comment on column cdviz.test_verdict.test_id is 'Id of the test case.';
comment on column cdviz.test_verdict.name is 'Its name; its id where it has none.';
comment on column cdviz.test_verdict.environment is 'Id of the environment it ran in.';
comment on column cdviz.test_verdict.subject_id is 'Id of the run.';
comment on column cdviz.test_verdict.passed is 'True when it succeeded, false when it failed or ended in an error.';
comment on column cdviz.test_verdict.tested is 'What was tested: artifact: and its key, or else chain: and the chain; null where neither is known. Of more than 1,200 bytes the hash alone.';
comment on column cdviz.test_verdict.artifact_id is 'The artifact as the finish names it, or null.';
comment on column cdviz.test_verdict.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.test_verdict.position is 'Position in the log of the finish.';
