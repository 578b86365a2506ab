-- How often tests fail and how long they take.

drop function if exists cdviz.test_statistics(timestamptz, timestamptz);
create function cdviz.test_statistics(since timestamptz default '-infinity', until timestamptz default 'infinity')
returns table (
    kind text, test_id text, name text, runs bigint, passed bigint, failed bigint, skipped bigint, failure_rate double precision,
    average_duration interval, p95_duration interval, longest_duration interval, last_at timestamptz)
language sql
stable parallel safe
as $$
    select o.kind, o.test_id, max(o.name), count(*),
           count(*) filter (where o.outcome = 'success'),
           count(*) filter (where o.outcome in ('failure', 'error')),
           count(*) filter (where o.outcome = 'skipped'),
           (count(*) filter (where o.outcome in ('failure', 'error')))::float8
               / nullif(count(*) filter (where o.outcome in ('success', 'failure', 'error')), 0),
           avg(o.duration) filter (where o.outcome is distinct from 'skipped'),
           percentile_cont(0.95) within group (order by o.duration) filter (where o.outcome is distinct from 'skipped'),
           max(o.duration) filter (where o.outcome is distinct from 'skipped'),
           max(o.finished_at)
    from cdviz.test_outcome o
    where o.finished_at >= since and o.finished_at < until
    group by o.kind, o.test_id
$$;
comment on function cdviz.test_statistics is
'For each test case and suite with a run that ended in a time: runs, those that passed, failed (an error is a failure) and were skipped; failures of those that
passed or failed, null where there are none; how long they took. Order by failed or p95_duration for the most failing and the slowest.';
