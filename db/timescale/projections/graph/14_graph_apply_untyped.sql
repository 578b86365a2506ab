-- @tables
-- Whom a link names without saying of which type: all nodes of that id that there are, and while there is none, the name alone.
create function graph_apply_untyped(inout from_keys text[], inout to_keys text[], inout relations text[], node_keys text[])
language plpgsql
as $$
declare
    untyped text[];
begin
    select array_agg(u.node_key) into untyped
    from (
        select k.key as node_key from unnest(to_keys) k (key) where k.key like 'unknown|%'
        union
        select u.node_key
        from unnest(node_keys) k (key),
        lateral (select node_id from graph_node where node_key = k.key and node_type <> 'unknown' offset 0) n,
        lateral (select node_key from graph_node where node_id = n.node_id and node_type = 'unknown' offset 0) u
    ) u;
    if untyped is null then
        return;
    end if;

    with named as (
        select e.from_key, o.node_key as to_key, e.relation, e.first_at, e.first_id, e.source_event_id
        from unnest(untyped) u (key),
        lateral (select node_id from graph_node where node_key = u.key offset 0) n,
        lateral (select * from graph_edge where to_key = u.key offset 0) e,
        lateral (select node_key from graph_node where node_id = n.node_id and node_type <> 'unknown' and node_key <> e.from_key offset 0) o
    ), made as (
        insert into graph_edge as stored (from_key, to_key, relation, kind, first_at, first_id, source_event_id)
        select from_key, to_key, relation, 'untyped', first_at, first_id, source_event_id from named
        on conflict (from_key, to_key, relation, kind) do update set
            first_at = excluded.first_at, first_id = excluded.first_id, source_event_id = excluded.source_event_id
        where (excluded.first_at, excluded.first_id) < (stored.first_at, stored.first_id)
        returning stored.from_key, stored.to_key, stored.relation
    )
    select from_keys || array_agg(m.from_key), to_keys || array_agg(m.to_key), relations || array_agg(m.relation)
    into from_keys, to_keys, relations
    from made m;

    update graph_edge e set shown = false
    from (
        select g.row
        from unnest(untyped) u (key),
        lateral (
            select true from graph_node n, lateral (select from graph_node where node_id = n.node_id and node_type <> 'unknown' limit 1) o where n.node_key = u.key offset 0
        ) n,
        lateral (select ctid as row from graph_edge where to_key = u.key and shown offset 0) g
        offset 0
    ) s
    where e.ctid = s.row;
end
$$;
