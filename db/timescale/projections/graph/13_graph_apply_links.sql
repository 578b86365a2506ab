-- @tables
create function graph_apply_links(after bigint, up_to bigint, out from_keys text[], out to_keys text[], out relations text[])
language plpgsql
as $$
declare
    first_id uuid[];
    first_number int[];
    aliases constant jsonb := coalesce(events.projection_setting('graph', 'aliases')::jsonb, '[]');
begin
    -- Those within events, and those sent by themselves in the spelling of 0.4.0 or any later one.
    insert into graph_link (
        event_id, number, position, embedded, link_type, relation, chain_key, source_context, target_context, occurred_at, source_event_id)
    select l.event_id, l.number, l.position, l.embedded, l.type, case when l.type = 'RELATION' then graph_relation(l.kind) else 'follows' end,
           events.context_key(l.chain), s.key, t.key, l.occurred_at, l.context_id
    from (
        select e.id as event_id, x.number, e.seq_id as position, true as embedded, x.type, x.kind, e.correlation_id as chain, e.headers ->> 'contextId' as source,
               x.target, (e.headers ->> 'occurredAt')::timestamptz as occurred_at, e.headers ->> 'contextId' as context_id
        from events.mt_events e,
             lateral events.links_of(e.data) x
        where e.seq_id > after and e.seq_id <= up_to
        union all
        select e.id, 0, e.seq_id, false, coalesce(x.link ->> 'linkType', x.link ->> 'link_type'),
               coalesce(x.link ->> 'linkKind', x.link ->> 'link_kind'), e.correlation_id,
               coalesce(x.link #>> '{to,contextId}', x.link #>> '{source,contextId}', x.link #>> '{end,contextId}', x.link #>> '{start,contextId}',
                        x.link #>> '{to,context_id}', x.link #>> '{source,context_id}', x.link #>> '{end,context_id}', x.link #>> '{start,context_id}'),
               coalesce(x.link #>> '{from,contextId}', x.link #>> '{target,contextId}', x.link #>> '{from,context_id}', x.link #>> '{target,context_id}'),
               (e.headers ->> 'occurredAt')::timestamptz, e.headers ->> 'contextId'
        from events.mt_events e, lateral (select e.data #> '{subject,content}' as link) x
        where e.seq_id > after and e.seq_id <= up_to and split_part(e.headers ->> 'type', '.', 3) = 'cdviz-link'
    ) l,
    lateral events.context_key(l.source, aliases, l.occurred_at) s,
    lateral events.context_key(l.target, aliases, l.occurred_at) t
    where l.type is not null and (l.source is not null or l.target is not null);

    -- Links of this page, and earlier ones that one of its events may be an end of.
    select array_agg(l.event_id), array_agg(l.number) into first_id, first_number
    from (
        select event_id, number from graph_link where position > after and position <= up_to
        union
        select l.event_id, l.number
        from (select context_key from graph_event where position > after and position <= up_to offset 0) g,
        lateral (
            (select event_id, number from graph_link where source_context = g.context_key and not embedded offset 0)
            union all
            (select event_id, number from graph_link where target_context = g.context_key offset 0)
        ) l
    ) l;
    if first_id is null then
        return;
    end if;

    with old as materialized (
        select t.row
        from unnest(first_id, first_number) u (event_id, number),
        lateral (select ctid as row from graph_link_target where event_id = u.event_id and number = u.number offset 0) t
    ), gone as (
        delete from graph_link_target t using old where t.ctid = old.row
        returning t.from_key, t.to_key, t.relation
    )
    select array_agg(from_key), array_agg(to_key), array_agg(relation) into from_keys, to_keys, relations from gone;

    with made as (
        insert into graph_link_target (event_id, number, from_event, to_event, from_key, to_key, relation, occurred_at, source_event_id)
        select l.event_id, l.number, s.event_id, t.event_id, s.node_key, t.node_key, l.relation, l.occurred_at, l.source_event_id
        from unnest(first_id, first_number) u (event_id, number),
        lateral (select * from graph_link where event_id = u.event_id and number = u.number offset 0) l,
        lateral (
            select g.event_id, g.node_key, rank() over (order by g.chain_key is not distinct from l.chain_key desc) as place
            from graph_event g
            where g.context_key = l.source_context and (not l.embedded or g.event_id = l.event_id)
        ) s,
        lateral (
            select g.event_id, g.node_key, rank() over (order by g.chain_key is not distinct from l.chain_key desc) as place
            from graph_event g
            where g.context_key = l.target_context
        ) t
        where s.place = 1 and t.place = 1 and s.event_id <> t.event_id
        returning from_key, to_key, relation
    )
    select from_keys || array_agg(from_key), to_keys || array_agg(to_key), relations || array_agg(relation) into from_keys, to_keys, relations from made;

    delete from graph_edge e using (
        select g.row
        from (select distinct u.* from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation)) t,
        lateral (
            select ctid as row from graph_edge where from_key = t.from_key and to_key = t.to_key and relation = t.relation and kind = 'link' offset 0
        ) g
        offset 0
    ) old
    where e.ctid = old.row;
    insert into graph_edge (from_key, to_key, relation, kind, first_at, first_id, source_event_id)
    select t.from_key, t.to_key, t.relation, 'link', f.occurred_at, f.event_id, f.source_event_id
    from (
        select distinct u.from_key, u.to_key, u.relation from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation) where u.from_key <> u.to_key
    ) t,
    lateral (
        select l.occurred_at, l.event_id, l.source_event_id
        from graph_link_target l
        where l.from_key = t.from_key and l.to_key = t.to_key and l.relation = t.relation
        order by l.occurred_at, l.event_id
        limit 1
    ) f;
end
$$;
