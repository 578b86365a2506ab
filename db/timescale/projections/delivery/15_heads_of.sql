-- @tables
create function heads_of(of_place uuid, since timestamptz, known bigint)
returns table (
    "deployment_id" uuid, "environment" text, "service" text, "occurred_at" timestamptz, "rank" smallint, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "event_position" bigint,
    "package" text, "packaged_at" timestamptz, "packaged_id" uuid, "packaged_position" bigint, "published_at" timestamptz, "published_id" uuid, "published_position" bigint, "alias" text)
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
        select d.*, p.change_id as packaged_change, p.occurred_at as packaged_at, p.id as packaged_id, p.position as packaged_position,
               q.change_id as published_change, q.occurred_at as published_at, q.id as published_id, q.position as published_position
        from d
        -- By its own name, or else by its alias; each the first of its index, however often the artifact was made.
        left join lateral (
            select a.*
            from (
                (select a.*, 1 as nth from artifact_fact a
                where a.artifact_key = d.artifact_key and a.kind = 'packaged' and a.occurred_at <= d.occurred_at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.occurred_at, a.id
                limit 1)
                union all
                (select a.*, 2 from artifact_fact a
                where a.alias_key = d.alias_key and a.kind = 'packaged' and a.occurred_at <= d.occurred_at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.occurred_at, a.id
                limit 1)) a
            order by a.nth
            limit 1) p on true
        left join lateral (
            select a.*
            from (
                (select a.*, 1 as nth from artifact_fact a
                where a.artifact_key = d.artifact_key and a.kind = 'published' and a.occurred_at <= d.occurred_at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.occurred_at, a.id
                limit 1)
                union all
                (select a.*, 2 from artifact_fact a
                where a.alias_key = d.alias_key and a.kind = 'published' and a.occurred_at <= d.occurred_at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.occurred_at, a.id
                limit 1)) a
            order by a.nth
            limit 1) q on true
    ), merged as (
        -- A merge that is known to be later than the deployment is the merge all the same: what is said of it is that, and nothing is put in its place.
        select d.id, 'artifact' as path, null::text as alias, c.*
        from built d
        join lateral (
            select c.change_id, c.repository, c.occurred_at, c.id as event_id, c.position as event_position, c.occurred_at > d.occurred_at as later from change_fact c
            where c.change_id = coalesce(d.packaged_change, d.published_change) and c.position <= known and (c.known_to is null or c.known_to > known)
            order by c.occurred_at > d.occurred_at, c.occurred_at, c.id
            limit 1) c on true
        union all
        select d.id, 'link', link_alias(l.alias, c.alias), c.change_id, c.repository, c.occurred_at, c.id, c.position, c.occurred_at > d.occurred_at
        from d
        -- One by one: to plans that were made while the tables were empty it would look as good to read all of them.
        cross join lateral (
            select l.* from link_fact l where l.event_id = d.id and l.position <= known and (l.known_to is null or l.known_to > known) offset 0) l
        cross join lateral (
            select c.* from change_fact c where c.context_id = l.target and c.position <= known and (c.known_to is null or c.known_to > known) offset 0) c
        union all
        select d.id, 'chain', null, c.*, false
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
        order by m.id, m.change_id, m.later, m.path, m.occurred_at, m.event_id
    )
    select d.id, d.environment, d.service, d.occurred_at, d.rank, b.change_id, b.repository, b.path, 'merged', b.occurred_at, b.event_id, b.event_position,
           d.package, d.packaged_at, d.packaged_id, d.packaged_position, d.published_at, d.published_id, d.published_position, b.alias
    from built d join best b on b.id = d.id
    union all
    select d.id, d.environment, d.service, d.occurred_at, d.rank, coalesce(d.packaged_change, d.published_change, d.artifact_key), null, 'artifact',
           case when d.packaged_at is not null then 'packaged' else 'published' end,
           coalesce(d.packaged_at, d.published_at), coalesce(d.packaged_id, d.published_id), coalesce(d.packaged_position, d.published_position),
           d.package, d.packaged_at, d.packaged_id, d.packaged_position, d.published_at, d.published_id, d.published_position, null
    from built d
    where coalesce(d.packaged_at, d.published_at) is not null and not exists (select from best b where b.id = d.id);
end
$$;
