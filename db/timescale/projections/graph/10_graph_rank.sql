-- @tables
create function graph_rank(predicate text) returns smallint
language sql immutable parallel safe
as $$
    select case
        when predicate in ('queued', 'created', 'detected', 'packaged', 'deployed') then 0
        when predicate in ('reviewed', 'rolledback') then 2
        when predicate in ('published', 'downloaded') then 3
        when predicate in ('finished', 'skipped', 'deleted', 'merged', 'abandoned', 'removed', 'resolved', 'closed') then 9
        else 1 end::smallint
$$;
