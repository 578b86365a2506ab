-- What a node depends on, and what depends on it.

create or replace function cdviz.graph_walk(p_node_id text, p_max_depth int, p_at timestamptz, p_up boolean)
returns table (node_id text, node_type text, depth int, path text[])
language plpgsql
stable
as $$
#variable_conflict use_column
declare
    keys text[];
    parents int[];
    depths int[];
    next_keys text[];
    next_parents int[];
    low int := 1;
    high int;
    moment constant timestamptz := coalesce(p_at, cdviz.stamp_limit(now()));
begin
    -- Breadth first: each node once, on a shortest way.
    select array_agg(n.node_key order by n.node_key collate "C"), array_agg(0), array_agg(0) into keys, parents, depths
    from (
        select n.node_key from cdviz.graph_nodes n where n.node_id = p_node_id
        union
        select n.node_key from cdviz.graph_nodes n where n.node_key = p_node_id
        union
        select n.node_key from cdviz.graph_nodes n where n.node_key = concat('artifact|', cdviz.artifact_key(p_node_id))
    ) n;
    high := coalesce(cardinality(keys), 0);
    for level in 1..p_max_depth loop
        exit when low > high;
        with frontier as (
            select f.key, (low + f.nth - 1)::int as place from unnest(keys[low:high]) with ordinality f (key, nth)
        ), step as (
            select e.to_key as key, f.place, e.from_key, e.to_key, e.relation, e.first_at, e.valid_to
            from frontier f join cdviz.graph_evidence e on e.from_key = f.key
            where p_up
            union all
            select e.from_key, f.place, e.from_key, e.to_key, e.relation, e.first_at, e.valid_to
            from frontier f join cdviz.graph_evidence e on e.to_key = f.key
            where not p_up
        ), reached as (
            select s.key, min(s.place) as place
            from step s
            where case
                when s.from_key not like 'service|%' or s.relation not in ('deployedWith', 'deployedTo')
                    then (s.first_at is null or s.first_at <= moment) and (s.valid_to is null or s.valid_to > moment)
                -- Not by exists: that might be answered from all deployments at once.
                when s.relation = 'deployedWith' then (
                    select true from cdviz.graph_deployments d
                    where d.service_key = s.from_key and d.artifact_key = s.to_key and d.valid_from <= moment and (d.valid_to is null or d.valid_to > moment)
                        and not exists (
                            select from cdviz.environment_end n
                            where n.environment = d.environment and cdviz.same_source(n.environment_source, d.environment_source) and n.occurred_at >= d.valid_from and n.occurred_at <= moment)
                    limit 1)
                else (
                    select true from cdviz.graph_deployments d
                    where d.service_key = s.from_key and d.environment_key = s.to_key and d.valid_from <= moment and (d.valid_to is null or d.valid_to > moment) and not d.removed
                        and not exists (
                            select from cdviz.environment_end n
                            where n.environment = d.environment and cdviz.same_source(n.environment_source, d.environment_source) and n.occurred_at >= d.valid_from and n.occurred_at <= moment)
                    order by d.valid_from desc
                    limit 1) end
            group by s.key
        )
        select array_agg(r.key order by r.place, r.key collate "C"), array_agg(r.place order by r.place, r.key collate "C") into next_keys, next_parents
        from reached r
        where r.key <> all (keys);
        low := high + 1;
        exit when next_keys is null;
        keys := keys || next_keys;
        parents := parents || next_parents;
        depths := depths || array_fill(level, array[cardinality(next_keys)]);
        high := cardinality(keys);
    end loop;

    return query
    with recursive found as materialized (
        select u.place::int, u.parent, u.depth, n.node_id, n.node_type
        from unnest(keys, parents, depths) with ordinality u (key, parent, depth, place)
        join cdviz.graph_nodes n on n.node_key = u.key
    ), way as (
        select f.place, f.node_id, f.node_type, f.depth, array[f.node_id] as path from found f where f.parent = 0
        union all
        select f.place, f.node_id, f.node_type, f.depth, w.path || f.node_id from way w join found f on f.parent = w.place
    )
    select w.node_id, w.node_type, w.depth, w.path from way w order by w.depth, w.node_id collate "C", w.node_type collate "C";
end
$$;
comment on function cdviz.graph_walk is
'The nodes that can be reached from a node, up (what it depends on) or down (what depends on it): each once, by a shortest path. Without a time over what
holds now, with one over what held then. Where several have the id, from all of them; a node_key names one.';

create or replace function cdviz.graph_ancestors(p_node_id text, p_max_depth int default 10, p_at timestamptz default null)
returns table (node_id text, node_type text, depth int, path text[])
language sql
stable
as $$ select w.node_id, w.node_type, w.depth, w.path from cdviz.graph_walk(p_node_id, p_max_depth, p_at, true) w order by w.depth, w.node_id collate "C" $$;
comment on function cdviz.graph_ancestors is
'What a node, by its id or its node_key, depends on: itself at depth 0, and each other node once, by a shortest path. Deployments count while they last: now, or at p_at.';

create or replace function cdviz.graph_descendants(p_node_id text, p_max_depth int default 10, p_at timestamptz default null)
returns table (node_id text, node_type text, depth int, path text[])
language sql
stable
as $$ select w.node_id, w.node_type, w.depth, w.path from cdviz.graph_walk(p_node_id, p_max_depth, p_at, false) w order by w.depth, w.node_id collate "C" $$;
comment on function cdviz.graph_descendants is
'What depends on a node, by its id or its node_key: itself at depth 0, and each other node once, by a shortest path. Deployments count while they last: now, or at p_at.';
