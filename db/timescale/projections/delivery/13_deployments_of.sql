-- @tables
-- The functions are run for each service that a page touches, so their plans are made once and kept. What they look up has an index, whatever the planner may think of
-- tables that were empty when the plan was made.
create function deployments_of(of_place uuid, since timestamptz, known bigint)
returns table (
    "id" uuid, "position" bigint, "occurred_at" timestamptz, "rank" smallint, "environment" text, "service" text, "artifact_id" text, "artifact_key" text, "version" text,
    "kind" text, "source" text, "chain_id" text, "previous_id" uuid, "repeats" boolean, "rollback" text, "suspect_id" uuid, "fixes" boolean,
    "origin_id" uuid, "told_after" double precision, "place" uuid, "environment_source" text, "service_source" text, "alias" text)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    select d.id, d.event_position, d.occurred_at, d.rank, d.environment, d.service, d.artifact_id, d.artifact_key, d.version, d.kind, d.source, d.chain_id,
           p.id, coalesce(p.artifact_key = d.artifact_key, false), k.rollback,
           -- What it took back: the first after the one that it went back to; what it replaced, where it goes back to nothing that is known.
           case when k.rollback is null then null when r.id is not null then f.id when p.artifact_key is distinct from d.artifact_key then p.id
                when b.kind <> 'rolledback' then b.id end,
           exists (select from link_fact l where l.event_id = d.id and l.kind in ('FIX', 'FIXES', 'HOTFIX', 'REMEDIATES')
                       and l.position <= known and (l.known_to is null or l.known_to > known)),
           case when p.artifact_key = d.artifact_key then b.id else d.id end,
           case when p.artifact_key = d.artifact_key and (d.kind <> 'rolledback' or p.kind = 'rolledback')
                then extract(epoch from d.occurred_at - p.occurred_at)::double precision end,
           d.place, d.environment_source, d.service_source, d.alias
    from deployment_fact d
    left join lateral (
        select p.* from deployment_fact p
        where p.place = d.place and (p.occurred_at, p.rank, p.id) < (d.occurred_at, d.rank, d.id)
            and p.position <= known and (p.known_to is null or p.known_to > known)
        order by p.occurred_at desc, p.rank desc, p.id desc
        limit 1) p on true
    -- The first of its artifact here, and of that of the one before.
    left join lateral (
        select o.kind, o.occurred_at, o.rank, o.id from deployment_fact o
        where p.artifact_key is distinct from d.artifact_key and o.place::text = d.place::text
            and events.bounded(coalesce(o.artifact_key, ''), 400) = events.bounded(coalesce(d.artifact_key, ''), 400) and o.position <= known and (o.known_to is null or o.known_to > known)
        order by o.occurred_at, o.rank, o.id
        limit 1) own on true
    left join lateral (
        select o.kind, o.occurred_at, o.rank, o.id from deployment_fact o
        where p.id is not null and p.artifact_key is distinct from d.artifact_key and o.place::text = d.place::text
            and events.bounded(coalesce(o.artifact_key, ''), 400) = events.bounded(coalesce(p.artifact_key, ''), 400) and o.position <= known and (o.known_to is null or o.known_to > known)
        order by o.occurred_at, o.rank, o.id
        limit 1) other on true
    cross join lateral (
        select cdviz.rollback_of(
                   d.kind, d.artifact_key, own.kind, own.occurred_at, own.rank, own.id,
                   p.artifact_key, other.kind, other.occurred_at, other.rank, other.id) as rollback
        offset 0) k
    left join lateral (
        select r.* from deployment_fact r
        where k.rollback is not null and p.artifact_key is distinct from d.artifact_key and r.place::text = d.place::text
            and events.bounded(coalesce(r.artifact_key, ''), 400) = events.bounded(d.artifact_key, 400)
            and (r.occurred_at, r.rank, r.id) < (p.occurred_at, p.rank, p.id) and r.position <= known and (r.known_to is null or r.known_to > known)
        order by r.occurred_at desc, r.rank desc, r.id desc
        limit 1) r on true
    left join lateral (
        select f.id from deployment_fact f
        where r.id is not null and f.place = d.place and (f.occurred_at, f.rank, f.id) > (r.occurred_at, r.rank, r.id)
            and f.position <= known and (f.known_to is null or f.known_to > known)
        order by f.occurred_at, f.rank, f.id
        limit 1) f on true
    -- Where it ran already: by which deployment it came to run. A roll-back that names what runs replaces that; where that was a roll-back, this one says it once more.
    left join lateral (
        select q.occurred_at, q.rank, q.id from deployment_fact q
        where p.id is not null and p.artifact_key is not distinct from d.artifact_key
            and q.place = d.place and (q.occurred_at, q.rank, q.id) < (d.occurred_at, d.rank, d.id)
            and q.artifact_key is distinct from d.artifact_key and q.position <= known and (q.known_to is null or q.known_to > known)
        order by q.occurred_at desc, q.rank desc, q.id desc
        limit 1) q on true
    left join lateral (
        select b.id, b.kind from deployment_fact b
        where p.id is not null and p.artifact_key is not distinct from d.artifact_key and b.place = d.place
            and (b.occurred_at, b.rank, b.id)
                > (coalesce(q.occurred_at, '-infinity'), coalesce(q.rank, 0::smallint), coalesce(q.id, '00000000-0000-0000-0000-000000000000'))
            and b.position <= known and (b.known_to is null or b.known_to > known)
        order by b.occurred_at, b.rank, b.id
        limit 1) b on true
    where d.place = of_place and d.occurred_at >= since
        and d.position <= known and (d.known_to is null or d.known_to > known);
end
$$;
