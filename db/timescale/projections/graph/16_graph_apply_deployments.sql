-- @tables
create function graph_apply_deployments(after bigint, up_to bigint, from_keys text[], to_keys text[], relations text[]) returns void
language plpgsql
as $$
declare
    -- The deployments and removals of the page, and those that each of them replaced.
    moved uuid[];
    aliases constant jsonb := coalesce(events.projection_setting('graph', 'aliases')::jsonb, '[]');
begin
    insert into graph_deployment (event_id, position, service_key, environment_key, artifact_key, occurred_at, rank, context_id, removed, place, environment_source)
    select g.event_id, g.position, g.node_key, graph_key('environment', w.environment, w.environment_source),
           case when g.predicate <> 'removed' then graph_key('artifact', nullif(e.data #>> '{subject,content,artifactId}', '')) end,
           g.occurred_at, g.rank, g.context_id, g.predicate = 'removed',
           cdviz.place_of(w.environment, w.environment_source, w.service, w.service_source), w.environment_source
    from (
        select * from graph_event
        where position > after and position <= up_to and subject_type = 'service' and predicate in ('deployed', 'upgraded', 'rolledback', 'removed')
        offset 0
    ) g,
    lateral (select data from events.mt_events where seq_id = g.position offset 0) e,
    lateral (select coalesce(e.data #>> '{subject,content,environment,id}', '') as id) i,
    lateral events.named(
        aliases, i.id, nullif(events.content_text(e.data, 'environment', 'source'), ''), g.subject_id, events.given_source(e.data), g.occurred_at) w;
    if found then
        select array_agg(m.event_id) into moved
        from (
            select event_id from graph_deployment where position > after and position <= up_to
            union
            select p.event_id
            from (select * from graph_deployment where position > after and position <= up_to offset 0) n,
            lateral (
                select d.event_id from graph_deployment d
                where d.place = n.place
                    and (d.occurred_at, d.rank, d.event_id) < (n.occurred_at, n.rank, n.event_id)
                order by d.occurred_at desc, d.rank desc, d.event_id desc
                limit 1
            ) p
        ) m;
    elsif not exists (select from unnest(from_keys || to_keys) k (key) where k.key like 'service|%') then
        return;
    end if;

    -- What is new ends with what comes next, and what came before it ends with it.
    update graph_deployment d set valid_to = (
        select x.occurred_at from graph_deployment x
        where x.place = d.place
            and (x.occurred_at, x.rank, x.event_id) > (d.occurred_at, d.rank, d.event_id)
        order by x.occurred_at, x.rank, x.event_id
        limit 1)
    where d.event_id = any (moved);

    -- The services of the page: an edge to an artifact is open while it runs in one of their environments.
    with pair as materialized (
        select distinct place, service_key, environment_key from graph_deployment where position > after and position <= up_to
    ), changed as materialized (
        select distinct service_key, artifact_key from graph_deployment where event_id = any (moved) and artifact_key is not null
    ), span as materialized (
        select c.service_key as from_key, c.artifact_key as to_key, 'deployedWith' as relation, f.occurred_at as valid_from, f.valid_to
        from changed c,
        lateral (
            select d.occurred_at, d.valid_to from graph_deployment d
            where d.service_key = c.service_key and d.artifact_key = c.artifact_key
            order by d.valid_to desc, d.occurred_at
            limit 1
        ) f
        union all
        select p.service_key, p.environment_key, 'deployedTo', coalesce(f.occurred_at, l.occurred_at), case when l.removed then l.occurred_at end
        from pair p,
        lateral (
            select d.removed, d.occurred_at from graph_deployment d
            where d.place = p.place
            order by d.occurred_at desc, d.rank desc, d.event_id desc
            limit 1
        ) l
        left join lateral (
            select d.occurred_at from graph_deployment d
            where d.place = p.place and not d.removed
                and d.occurred_at >= coalesce((
                    select r.occurred_at from graph_deployment r
                    where r.place = p.place and r.removed and r.occurred_at < l.occurred_at
                    order by r.occurred_at desc, r.rank desc, r.event_id desc
                    limit 1), '-infinity')
            order by d.occurred_at
            limit 1
        ) f on true
    )
    update graph_edge e set valid_from = s.valid_from, valid_to = s.valid_to
    from (
        select s.*, g.row
        from span s,
        lateral (
            select ctid as row from graph_edge where from_key = s.from_key and to_key = s.to_key and relation = s.relation and kind = 'reference' offset 0
        ) g
        offset 0
    ) s
    where e.ctid = s.row;

    -- Links from a deployment, or to it, hold as long as it does; of several the one that ends last.
    with link as materialized (
        select u.from_key, u.to_key, u.relation from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation)
        where u.from_key <> u.to_key and (u.from_key like 'service|%' or u.to_key like 'service|%')
        union
        select l.from_key, l.to_key, l.relation from graph_link_target l where l.from_event = any (moved) and l.from_key <> l.to_key
        union
        select l.from_key, l.to_key, l.relation from graph_link_target l where l.to_event = any (moved) and l.from_key <> l.to_key
    )
    update graph_edge e set valid_from = f.valid_from, valid_to = f.valid_to
    from (
        select f.*, g.row
        from link,
        lateral (
            select coalesce(d.occurred_at, t.occurred_at) as valid_from, case when d.event_id is null then t.valid_to else d.valid_to end as valid_to
            from (select from_event, to_event from graph_link_target where from_key = link.from_key and to_key = link.to_key and relation = link.relation offset 0) l
            left join lateral (select * from graph_deployment where event_id = l.from_event offset 0) d on true
            left join lateral (select * from graph_deployment where event_id = l.to_event offset 0) t on true
            order by coalesce(d.event_id, t.event_id) is null desc, 2 desc, 1
            limit 1
        ) f,
        lateral (
            select ctid as row from graph_edge where from_key = link.from_key and to_key = link.to_key and relation = link.relation and kind = 'link' offset 0
        ) g
        offset 0
    ) f
    where e.ctid = f.row;
end
$$;
