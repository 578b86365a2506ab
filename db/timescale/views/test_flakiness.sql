-- Tests that pass and fail on the same artifact or change.

drop function if exists cdviz.test_flakiness(timestamptz, timestamptz);
create function cdviz.test_flakiness(since timestamptz default '-infinity', until timestamptz default 'infinity')
returns table (test_id text, name text, tested_again bigint, flaky bigint, flakiness double precision, passes bigint, failures bigint, last_flaky_at timestamptz)
language sql
stable parallel safe
as $$
    select of_one.test_id,
           max(of_one.name),
           count(*) filter (where of_one.tested is not null and of_one.passes + of_one.failures > 1),
           count(*) filter (where of_one.tested is not null and of_one.passes > 0 and of_one.failures > 0),
           (count(*) filter (where of_one.tested is not null and of_one.passes > 0 and of_one.failures > 0))::float8
               / nullif(count(*) filter (where of_one.tested is not null and of_one.passes + of_one.failures > 1), 0),
           sum(of_one.passes)::bigint,
           sum(of_one.failures)::bigint,
           max(of_one.last_at) filter (where of_one.tested is not null and of_one.passes > 0 and of_one.failures > 0)
    from (
        select v.test_id, v.tested, max(v.name) as name, count(*) filter (where v.passed) as passes, count(*) filter (where not v.passed) as failures,
               max(v.occurred_at) as last_at
        from cdviz.test_verdict v
        where v.occurred_at >= since and v.occurred_at < until
        group by v.test_id, v.tested
    ) as of_one
    group by of_one.test_id
$$;
comment on function cdviz.test_flakiness is
'For each test case with a pass or failure in a time: of the artifacts or changes that it was tried on more than once (tested_again), how many it both passed and failed on
(flaky), and their share (flakiness), which is null where it was tried on none more than once. What was tested is explained at cdviz.test_verdict.tested.';
