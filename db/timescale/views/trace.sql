-- The causal graph of a chain. 'offset 0' keeps the order of joins: from the little that belongs to the chain to the much there is.

-- What a function reads is looked up when it is called. While the graph is rebuilt and has no such columns yet, the function of before goes on to answer.
do $$ begin perform n.node_source, d.service_source from cdviz.graph_nodes n, cdviz.graph_deployments d limit 0; end $$;

create or replace function cdviz.trace(p_chain_id text, p_max_nodes int default 500) returns jsonb
language plpgsql
stable
-- What belongs to a chain is little, whatever the planner may think of how much that is: everything it looks up has an index.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    chain text := case when p_chain_id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then lower(p_chain_id) else p_chain_id end;
    keys text[];
    frontier text[];
    answer jsonb;
    more boolean := false;
    -- What many deliveries share says nothing of one.
    shared constant text[] := array['service', 'environment', 'repository', 'branch', 'testcase', 'testsuite', 'unknown'];
begin
    if not exists (select from cdviz.graph_events g where g.chain_key = chain) then
        return null;
    end if;
    select coalesce(array_agg(k.node_key order by k.node_key collate "C"), '{}') into keys
    from (
        select distinct g.node_key from cdviz.graph_events g where g.chain_key = chain and g.subject_type <> all (shared)
        union
        select d.artifact_key from cdviz.graph_events g join cdviz.graph_deployments d on d.position = g.position
        where g.chain_key = chain and d.artifact_key is not null
    ) k;
    more := cardinality(keys) > p_max_nodes;
    -- A chain that has more than can be shown: what it began with.
    if more then
        select array_agg(k.node_key order by k.first_at, k.node_key collate "C") into keys
        from (
            select n.node_key, n.first_seen_at as first_at from cdviz.graph_nodes n where n.node_key = any (keys)
            order by n.first_seen_at, n.node_key collate "C" limit p_max_nodes) k;
    end if;
    frontier := keys;
    for level in 1..3 loop
        exit when cardinality(keys) >= p_max_nodes;
        select array_agg(s.key order by s.key collate "C") into frontier
        from (
            select e.to_key as key from unnest(frontier) f (key) join cdviz.graph_evidence e on e.from_key = f.key
            union
            select e.from_key from unnest(frontier) f (key) join cdviz.graph_evidence e on e.to_key = f.key
            union
            -- Incidents that name only where they were: those while one of the artifacts ran there.
            select i.from_key
            from unnest(frontier) f (key)
            cross join lateral (
                select d.service, d.service_source, d.environment, d.environment_source, d.valid_from, d.valid_to from cdviz.graph_deployments d where d.artifact_key = f.key offset 0) d
            -- One that names no source may mean any of that id.
            cross join lateral (
                select n.node_key from cdviz.graph_nodes n
                where n.node_id = d.service and n.node_type = 'service' and cdviz.same_source(n.node_source, d.service_source) offset 0) s
            cross join lateral (
                select e.from_key from cdviz.graph_evidence e
                where e.to_key = s.node_key and e.relation = 'affects' and e.from_key like 'incident|%' offset 0) i
            join cdviz.graph_nodes n on n.node_key = i.from_key
            join cdviz.graph_evidence e on e.from_key = i.from_key and e.relation = 'deployedTo'
            join cdviz.graph_nodes w on w.node_key = e.to_key and w.node_id = d.environment and cdviz.same_source(w.node_source, d.environment_source)
            cross join lateral (
                select from cdviz.incident l
                where l.subject_id = n.node_id and l.service = d.service and l.environment = d.environment
                    and cdviz.same_source(l.service_source, d.service_source) and cdviz.same_source(l.environment_source, d.environment_source)
                    and l.began_at >= d.valid_from and (d.valid_to is null or l.began_at < d.valid_to)
                limit 1) l
        ) s
        join cdviz.graph_nodes n on n.node_key = s.key
        where s.key <> all (keys) and n.node_type <> all (shared)
            and (n.node_type <> 'artifact' or s.key <> concat('artifact|', cdviz.artifact_package(n.node_id)));
        exit when frontier is null;
        more := more or cardinality(keys) + cardinality(frontier) > p_max_nodes;
        keys := keys || frontier[:p_max_nodes - cardinality(keys)];
    end loop;

    with subject as materialized (
        select n.node_key, n.node_type, n.node_id, n.first_seen_at, n.reported from cdviz.graph_nodes n where n.node_key = any (keys)
    ), incident as materialized (
        -- With each service in each environment that it may mean.
        select i.node_key, s.node_key as service_key, w.node_key as environment_key, l.began, l.resolved
        from subject i
        join cdviz.graph_evidence a on a.from_key = i.node_key and a.relation = 'affects' and a.to_key like 'service|%'
        join cdviz.graph_nodes an on an.node_key = a.to_key
        join cdviz.graph_evidence b on b.from_key = i.node_key and b.relation = 'deployedTo'
        join cdviz.graph_nodes bn on bn.node_key = b.to_key
        cross join lateral (
            select min(l.began_at) as began, max(l.resolved_at) as resolved from cdviz.incident l
            where l.subject_id = i.node_id and l.service = an.node_id and l.environment = bn.node_id
                and l.service_source is not distinct from an.node_source and l.environment_source is not distinct from bn.node_source) l
        cross join lateral (
            select n.node_key from cdviz.graph_nodes n
            where n.node_id = an.node_id and n.node_type = 'service' and cdviz.same_source(n.node_source, an.node_source) offset 0) s
        cross join lateral (
            select n.node_key from cdviz.graph_nodes n
            where n.node_id = bn.node_id and n.node_type = 'environment' and cdviz.same_source(n.node_source, bn.node_source) offset 0) w
        where i.node_type = 'incident' and l.began is not null
    ), deployment as materialized (
        select distinct on (d.position) concat('deployment|', d.context_id) as id, d.service, d.environment, d.service_source, d.environment_source, d.artifact_key, d.artifact_id, d.valid_from, d.valid_to,
               d.position, d.service_key, d.environment_key, d.rank, coalesce(g.chain_key = chain, false) as in_chain, g.predicate, g.event_id
        from (
            select d.*
            from unnest(keys) k (key)
            cross join lateral (select d.* from cdviz.graph_deployments d where d.artifact_key = k.key offset 0) d
            union all
            -- What was put there while an incident lasted, and ended it.
            select d.*
            from incident i
            cross join lateral (
                select d.* from cdviz.graph_deployments d
                where d.service_key = i.service_key and d.environment_key = i.environment_key
                    and d.valid_from > i.began and d.valid_from <= i.resolved and (d.valid_to is null or d.valid_to > i.resolved)
                offset 0) d
        ) d
        join cdviz.graph_events g on g.position = d.position
    ), happening as materialized (
        select g.event_id, g.node_key as node, g.node_key, g.position, g.predicate, g.occurred_at, g.outcome, g.rank, coalesce(g.chain_key = chain, false) as in_chain
        from cdviz.graph_events g where g.node_key = any (keys)
        union all
        select d.event_id, d.id, d.id, d.position, d.predicate, d.valid_from, null, d.rank, d.in_chain from deployment d
    ), link as materialized (
        -- Each condition by itself, so that its index serves it.
        select l.event_id, l.number, l.relation, l.occurred_at, l.source_context, l.target_context, l.from_event, l.to_event
        from happening h join cdviz.graph_links l on l.event_id = h.event_id
        union
        select l.event_id, l.number, l.relation, l.occurred_at, l.source_context, l.target_context, l.from_event, l.to_event
        from happening h join cdviz.graph_links l on l.from_event = h.event_id
        union
        select l.event_id, l.number, l.relation, l.occurred_at, l.source_context, l.target_context, l.from_event, l.to_event
        from happening h join cdviz.graph_links l on l.to_event = h.event_id
        union
        select l.event_id, l.number, l.relation, l.occurred_at, l.source_context, l.target_context, l.from_event, l.to_event
        from cdviz.graph_links l where l.chain_key = chain and not l.embedded
    ), edge as (
        select c.node as cause, f.node as effect, l.relation, 'explicit' as grade, l.occurred_at as at, false as missing
        from link l join happening c on c.event_id = l.to_event join happening f on f.event_id = l.from_event
        where c.node <> f.node
        union all
        select concat('missing|event|', l.target_context), h.node, l.relation, 'explicit', l.occurred_at, true
        from link l join happening h on h.event_id = l.event_id
        where l.to_event is null and l.target_context is not null
        union all
        select case e.relation when 'produced' then e.from_key else e.to_key end, case e.relation when 'produced' then e.to_key else e.from_key end,
               e.relation, e.grade, e.first_at, false
        from cdviz.graph_evidence e
        where e.from_key = any (keys) and e.to_key = any (keys)
            and not exists (select from link l where l.relation = e.relation and l.from_event is not null and e.grade = 'explicit')
        union all
        select d.artifact_key, d.id, 'deployedWith', 'id', d.valid_from, false from deployment d where d.artifact_key = any (keys)
        union all
        select d.id, i.node_key, 'affects', 'time', i.began, false
        from incident i
        join deployment d on d.service_key = i.service_key and d.environment_key = i.environment_key and d.valid_from <= i.began and (d.valid_to is null or d.valid_to > i.began)
        union all
        select i.node_key, d.id, 'resolvedBy', 'time', d.valid_from, false
        from incident i
        join deployment d on d.service_key = i.service_key and d.environment_key = i.environment_key
            and d.valid_from > i.began and d.valid_from <= i.resolved and (d.valid_to is null or d.valid_to > i.resolved)
        union all
        select s.node_key, concat('missing|publication|', s.node_key), 'published', 'id', null, true
        from subject s
        where s.node_type = 'artifact' and exists (select from deployment d where d.artifact_key = s.node_key)
            and not exists (select from happening h where h.node = s.node_key and h.predicate in ('packaged', 'published'))
        union all
        select concat('missing|change|', s.node_key), s.node_key, 'derivedFrom', 'id', null, true
        from subject s
        where s.node_type = 'artifact'
            and not exists (select from cdviz.graph_evidence e where e.from_key = s.node_key and e.to_key like 'change|%')
            and not exists (select from cdviz.graph_evidence e where e.from_key = s.node_key and e.relation = 'resolvesTo')
    ), told as (
        select e.cause, e.effect, e.relation,
               (array_agg(e.grade order by case e.grade when 'explicit' then 1 when 'id' then 2 else 3 end))[1] as grade, min(e.at) as at, bool_and(e.missing) as missing
        from edge e
        group by e.cause, e.effect, e.relation
    ), every_node as (
        select s.node_key as id, case when s.reported then 'subject' else 'unreported' end as kind, s.node_type as type, s.node_id as subject_id, s.first_seen_at as at,
               null::jsonb as more
        from subject s
        union all
        select d.id, 'deployment', 'service', d.service, d.valid_from,
               jsonb_build_object('environment', d.environment, 'artifactId', d.artifact_id, 'validTo', d.valid_to,
                   'environmentSource', d.environment_source, 'serviceSource', d.service_source)
        from deployment d
        union
        select m.id, 'missing', split_part(m.id, '|', 2), substr(m.id, length(split_part(m.id, '|', 2)) + 10), null, null
        from (select cause as id from told where missing and cause like 'missing|%' union select effect from told where missing and effect like 'missing|%') m
    ), node as materialized (
        select n.* from every_node n order by n.kind = 'missing', n.at nulls last, n.id collate "C" limit p_max_nodes
    )
    select jsonb_build_object(
        'chainId', chain,
        'truncated', more or (select count(*) from every_node) > p_max_nodes,
        'nodes', coalesce((
            select jsonb_agg(
                jsonb_build_object('id', n.id, 'kind', n.kind, 'type', n.type, 'subjectId', n.subject_id, 'at', n.at,
                    'inChain', coalesce(h.in_chain, false), 'events', coalesce(h.events, '[]')) || coalesce(n.more, '{}')
                order by n.at nulls last, n.id collate "C")
            from node n
            left join (
                select x.node, bool_or(x.in_chain) as in_chain,
                       jsonb_agg(jsonb_build_object('position', x.position, 'predicate', x.predicate, 'at', x.occurred_at, 'outcome', x.outcome)
                           order by x.occurred_at, x.rank, x.event_id) as events
                from happening x
                group by x.node
            ) h on h.node = n.id), '[]'),
        'edges', coalesce((
            select jsonb_agg(
                jsonb_build_object('cause', t.cause, 'effect', t.effect, 'relation', t.relation, 'grade', t.grade, 'at', t.at, 'missing', t.missing)
                order by t.at nulls last, t.cause collate "C", t.effect collate "C", t.relation collate "C")
            from told t
            where exists (select from node n where n.id = t.cause) and exists (select from node n where n.id = t.effect)), '[]'))
    into answer;
    return answer;
end
$$;
comment on function cdviz.trace is
'The causal graph of a chain as JSON: nodes (subjects, deployments, what is missing) and edges from cause to effect, with the grade of the evidence: explicit, id
or time. Follows other chains through changes, artifacts, links and incidents. Null where no event has the chain id.';
