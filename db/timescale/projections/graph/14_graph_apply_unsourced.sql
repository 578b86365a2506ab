-- @tables
-- Who names a service or an environment without a source may mean any of that id, and who names one with a source may mean those without: an edge to each. What a
-- deployment names is its own place alone.
create function graph_apply_unsourced(inout from_keys text[], inout to_keys text[], inout relations text[], node_keys text[])
language plpgsql
as $$
begin
    with named as (
        -- What is said now.
        select e.from_key, o.node_key as to_key, e.relation, e.kind, e.first_at, e.first_id, e.source_event_id
        from (
            select distinct k.from_key, k.to_key, k.relation from unnest(from_keys, to_keys, relations) k (from_key, to_key, relation)
            where (k.to_key like 'service|%' or k.to_key like 'environment|%') and k.from_key not like 'service|%'
        ) u,
        lateral (select node_type, node_id, node_source from graph_node where node_key = u.to_key offset 0) n,
        lateral (
            select node_key from graph_node
            where node_id = n.node_id and node_type = n.node_type and node_key <> u.to_key and cdviz.same_source(node_source, n.node_source) offset 0
        ) o,
        lateral (
            select * from graph_edge where from_key = u.from_key and to_key = u.to_key and relation = u.relation and kind in ('reference', 'custom') offset 0
        ) e
        union all
        -- What was said before there was the one that is named now.
        select e.from_key, u.key, e.relation, e.kind, e.first_at, e.first_id, e.source_event_id
        from (select k.key from unnest(node_keys) k (key) where k.key like 'service|%' or k.key like 'environment|%') u,
        lateral (select node_type, node_id, node_source from graph_node where node_key = u.key offset 0) n,
        lateral (
            select node_key from graph_node
            where node_id = n.node_id and node_type = n.node_type and node_key <> u.key and cdviz.same_source(node_source, n.node_source) offset 0
        ) o,
        lateral (select * from graph_edge where to_key = o.node_key and from_key not like 'service|%' and kind in ('reference', 'custom') offset 0) e
    ), made as (
        insert into graph_edge as stored (from_key, to_key, relation, kind, first_at, first_id, source_event_id)
        select distinct on (n.from_key, n.to_key, n.relation, k.kind) n.from_key, n.to_key, n.relation, k.kind, n.first_at, n.first_id, n.source_event_id
        from named n, lateral (select case n.kind when 'reference' then 'unsourced' else 'untyped' end as kind) k
        where n.from_key <> n.to_key
        order by n.from_key, n.to_key, n.relation, k.kind, n.first_at, n.first_id
        on conflict (from_key, to_key, relation, kind) do update set
            first_at = excluded.first_at, first_id = excluded.first_id, source_event_id = excluded.source_event_id
        where (excluded.first_at, excluded.first_id) < (stored.first_at, stored.first_id)
        returning stored.from_key, stored.to_key, stored.relation
    )
    select from_keys || array_agg(m.from_key), to_keys || array_agg(m.to_key), relations || array_agg(m.relation)
    into from_keys, to_keys, relations
    from made m;
end
$$;
