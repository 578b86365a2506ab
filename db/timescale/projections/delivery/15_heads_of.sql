-- @tables
create function heads_of(of_place uuid, since timestamptz, known bigint)
returns table ("deployment_id" uuid, "environment" text, "service" text, "occurred_at" timestamptz, "rank" smallint, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "event_position" bigint)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    with d as (
        select d.* from deployment_fact d
        where d.place = of_place and d.occurred_at >= since
            and d.position <= known and (d.known_to is null or d.known_to > known)
    ), built as (
        select d.*, a.change_id, a.kind as step, a.occurred_at as made_at, a.id as made_id, a.position as made_position
        from d
        join lateral (
            -- By its own name, or else by its alias; each the first of its index, however often the artifact was made.
            select a.*
            from (
                (select a.*, 1 as nth from artifact_fact a
                where a.artifact_key = d.artifact_key and a.kind in ('packaged', 'published') and a.occurred_at <= d.occurred_at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.kind, a.occurred_at, a.id
                limit 1)
                union all
                (select a.*, 2 from artifact_fact a
                where a.alias_key = d.alias_key and a.kind in ('packaged', 'published') and a.occurred_at <= d.occurred_at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.kind, a.occurred_at, a.id
                limit 1)) a
            order by a.nth
            limit 1) a on true
    ), merged as (
        select d.id, 'artifact' as path, c.*
        from built d
        join lateral (
            select c.change_id, c.repository, c.occurred_at, c.id as event_id, c.position as event_position from change_fact c
            where c.change_id = d.change_id and c.occurred_at <= d.occurred_at and c.position <= known and (c.known_to is null or c.known_to > known)
            order by c.occurred_at, c.id
            limit 1) c on true
        union all
        select d.id, 'link', c.change_id, c.repository, c.occurred_at, c.id, c.position
        from d
        join link_fact l on l.event_id = d.id and l.position <= known and (l.known_to is null or l.known_to > known)
        join change_fact c on c.context_id = l.target and c.occurred_at <= d.occurred_at and c.position <= known and (c.known_to is null or c.known_to > known)
        union all
        select d.id, 'chain', c.*
        from d
        join lateral (
            select c.change_id, c.repository, c.occurred_at, c.id, c.position from change_fact c
            where c.chain_id = d.chain_id and c.occurred_at <= d.occurred_at and c.position <= known and (c.known_to is null or c.known_to > known)
            order by c.occurred_at desc, c.id desc
            limit 1) c on true
    ), best as (
        -- The chain is asked only where neither the artifact nor a link says it.
        select distinct on (m.id, m.change_id) m.* from merged m
        where m.path <> 'chain' or not exists (select from merged o where o.id = m.id and o.path <> 'chain')
        order by m.id, m.change_id, m.path, m.occurred_at, m.event_id
    )
    select d.id, d.environment, d.service, d.occurred_at, d.rank, b.change_id, b.repository, b.path, 'merged', b.occurred_at, b.event_id, b.event_position
    from d join best b on b.id = d.id
    union all
    select d.id, d.environment, d.service, d.occurred_at, d.rank, coalesce(d.change_id, d.artifact_key), null, 'artifact', d.step, d.made_at, d.made_id, d.made_position
    from built d
    where not exists (select from best b where b.id = d.id);
end
$$;
