-- Words for outcomes that stand for none of the known ones.

create or replace view cdviz.unknown_outcome as
select r.told_by, r.word, count(*) as runs, max(r.last_seen_at) as last_seen_at
from (
    select 'pipelinerun' as told_by, p.outcome as word, p.last_seen_at from cdviz.pipelinerun_attempt p
    where p.outcome <> 'success' and p.outcome <> all (array['failure', 'cancel', 'error', 'skipped'])
    union all
    select 'taskrun', t.outcome, t.last_seen_at from cdviz.taskrun_attempt t
    where t.outcome <> 'success' and t.outcome <> all (array['failure', 'cancel', 'error', 'skipped'])
    union all
    select 'test', t.outcome, t.last_seen_at from cdviz.test_run t
    where t.outcome <> 'success' and t.outcome <> all (array['failure', 'cancel', 'error', 'skipped'])) r
group by r.told_by, r.word;
comment on view cdviz.unknown_outcome is 'Words that senders used for outcomes and that stand for none of success, failure, cancel, error and skipped: runs with them count as none of these.';
comment on column cdviz.unknown_outcome.told_by is 'pipelinerun, taskrun or test: runs of what.';
comment on column cdviz.unknown_outcome.word is 'The word, in lower case.';
comment on column cdviz.unknown_outcome.runs is 'How many runs ended with it.';
comment on column cdviz.unknown_outcome.last_seen_at is 'When the last of them did.';
