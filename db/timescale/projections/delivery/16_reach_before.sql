-- @tables
-- What was merged last of what had come to an environment before a time, by what is known now.
create function reach_before(of_place uuid, of_repository text, before timestamptz) returns timestamptz
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
begin
    return (
        select h.reach from head h
        where h.place = of_place and events.bounded(h.repository, 400) = events.bounded(of_repository, 400) and h.occurred_at < before and h.reach is not null
        order by h.occurred_at desc, h.rank desc, h.deployment_id desc
        limit 1);
end
$$;
