-- @tables
-- Gives back which edges and nodes it has touched. PL/pgSQL keeps the plans of its statements, which take longer to make than a page of a few events takes to apply.
create function graph_apply_events(after bigint, up_to bigint, out from_keys text[], out to_keys text[], out relations text[], out node_keys text[])
language plpgsql
-- Only what a page holds is joined here.
set enable_hashjoin = on
as $$
declare
    aliases constant jsonb := coalesce(events.projection_setting('graph', 'aliases')::jsonb, '[]');
begin
    insert into graph_event (
        position, event_id, context_id, context_key, chain_key, occurred_at, rank, subject_type, predicate, subject_id, node_key, outcome)
    select e.seq_id, e.id, e.headers ->> 'contextId', c.key, events.context_key(e.correlation_id),
           (e.headers ->> 'occurredAt')::timestamptz, r.rank, t.subject, t.predicate, e.data #>> '{subject,id}',
           graph_key(t.subject, n.name, n.own_source), e.data #>> '{subject,content,outcome}'
    from events.mt_events e
         join events.event_type r using (type),
         lateral events.context_key(e.headers ->> 'contextId', aliases, (e.headers ->> 'occurredAt')::timestamptz) c,
         lateral (select lower(split_part(e.headers ->> 'type', '.', 3)) as subject, lower(split_part(e.headers ->> 'type', '.', 4)) as predicate) t,
         lateral graph_named(aliases, t.subject, e.data #>> '{subject,id}', events.given_source(e.data), (e.headers ->> 'occurredAt')::timestamptz) n
    where e.seq_id > after and e.seq_id <= up_to and t.subject <> 'cdviz-link';

    with event as materialized (
        select g.occurred_at, g.rank, g.event_id, g.context_id, g.subject_type, g.subject_id, g.node_key, n.name, n.own_source,
               e.data #> '{subject,content}' as content, e.data #> '{customData,links}' as links
        from (select * from graph_event where position > after and position <= up_to offset 0) g,
        lateral (select data from events.mt_events where seq_id = g.position offset 0) e,
        lateral graph_named(aliases, g.subject_type, g.subject_id, events.given_source(e.data), g.occurred_at) n
    ), claim as materialized (
        select e.node_key as from_key, c.to_type, n.name as to_id, n.own_source as to_source, c.relation, c.kind, e.occurred_at, e.event_id, e.context_id
        from event e, lateral graph_claims(e.subject_type, e.content, e.links) c, lateral graph_named(aliases, c.to_type, c.to_id, c.to_source, e.occurred_at) n
    ), mentioned as materialized (
        select subject_id as id, occurred_at, event_id, context_id from event where subject_type = 'artifact'
        union
        select to_id, occurred_at, event_id, context_id from claim where to_type = 'artifact'
    ), artifact as materialized (
        -- Each id is taken apart once, however often it is named.
        select m.id, a.* from (select distinct id from mentioned) m, lateral graph_artifact(m.id) a
    ), every as materialized (
        select c.from_key, coalesce(a.node_key, graph_key(c.to_type, c.to_id, c.to_source)) as to_key, c.to_type, c.to_id, c.to_source, c.relation, c.kind, c.occurred_at, c.event_id, c.context_id
        from claim c left join artifact a on c.to_type = 'artifact' and a.id = c.to_id
        union all
        select a.node_key, a.package_key, 'artifact', a.package, null, 'derivedFrom', 'reference', m.occurred_at, m.event_id, m.context_id
        from mentioned m join artifact a on a.id = m.id
        where a.package_key is not null
        union all
        select a.tag_key, a.node_key, 'artifact', a.id, null, 'resolvesTo', 'reference', m.occurred_at, m.event_id, m.context_id
        from mentioned m join artifact a on a.id = m.id
        where a.tag_key is not null
    ), mention as (
        select node_key, subject_type as type, name as id, own_source, occurred_at, true as reported, coalesce(content, '{}') as content, rank, event_id from event
        union all
        select to_key, to_type, to_id, to_source, occurred_at, false, '{}', -1, '00000000-0000-0000-0000-000000000000' from every where relation <> 'resolvesTo'
    ), node as (
        insert into graph_node as n (node_key, node_type, node_id, first_seen_at, reported, properties, last_at, last_rank, last_id, node_source)
        select m.node_key, (array_agg(m.type order by m.type))[1], (array_agg(m.id order by m.occurred_at, m.id collate "C"))[1],
               min(m.occurred_at), bool_or(m.reported), (array_agg(m.content order by m.reported desc, m.occurred_at desc, m.rank desc, m.event_id desc))[1],
               coalesce(max(m.occurred_at) filter (where m.reported), '-infinity'),
               (array_agg(m.rank order by m.reported desc, m.occurred_at desc, m.rank desc, m.event_id desc))[1],
               (array_agg(m.event_id order by m.reported desc, m.occurred_at desc, m.rank desc, m.event_id desc))[1], min(m.own_source)
        from mention m
        group by m.node_key
        order by m.node_key
        on conflict (node_key) do update set
            node_id = case when (excluded.first_seen_at, excluded.node_id collate "C") < (n.first_seen_at, n.node_id collate "C") then excluded.node_id else n.node_id end,
            first_seen_at = least(n.first_seen_at, excluded.first_seen_at),
            reported = n.reported or excluded.reported,
            properties = case when (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id) then excluded.properties else n.properties end,
            last_rank = case when (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id) then excluded.last_rank else n.last_rank end,
            last_id = case when (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id) then excluded.last_id else n.last_id end,
            last_at = greatest(n.last_at, excluded.last_at)
        where n.reported is distinct from (n.reported or excluded.reported)
           or (excluded.first_seen_at, excluded.node_id collate "C") < (n.first_seen_at, n.node_id collate "C")
           or (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id)
        returning n.node_key
    ), edge as (
        insert into graph_edge as stored (from_key, to_key, relation, kind, first_at, first_id, source_event_id)
        select distinct on (from_key, to_key, relation, kind) from_key, to_key, relation, kind, occurred_at, event_id, context_id
        from every
        where from_key <> to_key
        order by from_key, to_key, relation, kind, occurred_at, event_id
        on conflict (from_key, to_key, relation, kind) do update set
            first_at = excluded.first_at, first_id = excluded.first_id, source_event_id = excluded.source_event_id
        where (excluded.first_at, excluded.first_id) < (stored.first_at, stored.first_id)
        returning stored.from_key, stored.to_key, stored.relation
    )
    select array_agg(e.from_key), array_agg(e.to_key), array_agg(e.relation), (select array_agg(n.node_key) from node n)
    into from_keys, to_keys, relations, node_keys
    from edge e;
end
$$;
