-- @tables
-- Rows of services in environments, from a moment on.
create function derive_deployments(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    everything constant bigint := 9223372036854775807;
    places uuid[];
    moments timestamptz[];
begin
    with changed as materialized (
        select c.* from change_fact c where c.position > after and c.position <= up_to or c.known_to > after and c.known_to <= up_to
    ), begun as materialized (
        select s.change_id from change_start s where s.position > after and s.position <= up_to or s.known_to > after and s.known_to <= up_to
    ), made as materialized (
        select a.* from artifact_fact a
        where a.kind in ('packaged', 'published') and (a.position > after and a.position <= up_to or a.known_to > after and a.known_to <= up_to)
    ), touched as (
        select d.place, d.occurred_at from deployment_fact d where d.position > after and d.position <= up_to or d.known_to > after and d.known_to <= up_to
        union all
        -- From the first of those that touch the same on: however often an artifact is made in a page, its deployments are looked up once.
        select d.*
        from (select chain_id, min(occurred_at) as occurred_at from changed group by chain_id) c
        cross join lateral (
            select d.place, d.occurred_at from deployment_fact d where d.chain_id = c.chain_id and d.occurred_at >= c.occurred_at offset 0) d
        union all
        select d.*
        from changed c
        cross join lateral (
            select d.place, d.occurred_at
            from link_fact l join deployment_fact d on d.id = l.event_id
            where l.target = c.context_id and l.subject = 'service'
            offset 0) d
        union all
        select h.*
        from (select change_id from changed union select change_id from begun) c
        cross join lateral (select h.place, h.occurred_at from head h where h.change_id = c.change_id offset 0) h
        union all
        select h.*
        from (
            -- Those that came, and those of which is known now when they began or what they became.
            select m.repository, min(m.occurred_at) as occurred_at
            from (
                select repository, occurred_at from changed
                union all
                select c.repository, c.occurred_at
                from (select change_id from begun union select change_id from made) b
                cross join lateral (select c.repository, c.occurred_at from change_fact c where c.change_id = b.change_id offset 0) c) m
            group by m.repository) c
        cross join lateral (
            select h.place, h.occurred_at from head h where h.repository = c.repository and h.started_at >= c.occurred_at offset 0) h
        union all
        select d.*
        from (select artifact_key, min(occurred_at) as occurred_at from made group by artifact_key) a
        cross join lateral (
            select d.place, d.occurred_at from deployment_fact d where d.artifact_key = a.artifact_key and d.occurred_at >= a.occurred_at offset 0) d
        union all
        select d.*
        from (select alias_key, min(occurred_at) as occurred_at from made group by alias_key) a
        cross join lateral (
            select d.place, d.occurred_at from deployment_fact d where d.alias_key = a.alias_key and d.occurred_at >= a.occurred_at offset 0) d
    )
    select array_agg(t.place), array_agg(t.since) into places, moments
    from (select t.place, min(t.occurred_at) as since from touched t group by t.place) t;
    if places is null then
        return;
    end if;

    delete from deployment d using unnest(places, moments) k (place, since)
    where d.place = k.place and d.occurred_at >= k.since;
    insert into deployment
    select d.* from unnest(places, moments) k (place, since), deployments_of(k.place, k.since, everything) d;
    delete from head d using unnest(places, moments) k (place, since)
    where d.place = k.place and d.occurred_at >= k.since;
    insert into head
    select h.deployment_id, h.environment, h.service, h.occurred_at, h.rank, h.change_id, h.repository, h.path, h.step, h.started_at, h.event_id, h.event_position,
           case when h.step = 'merged' and h.started_at <= h.occurred_at then greatest(max(h.started_at) over life, max(h.before) over life) end,
           h.of_place, h.package, h.packaged_at, h.packaged_id, h.packaged_position, h.published_at, h.published_id, h.published_position, h.alias
    from (
        -- What had come before is asked once, for the first.
        select k.place as of_place, h.*, case when row_number() over life = 1 then reach_before(k.place, h.repository, k.since) end as before
        from unnest(places, moments) k (place, since), heads_of(k.place, k.since, everything) h
        window life as (partition by k.place, h.repository, h.step, h.started_at <= h.occurred_at order by h.occurred_at, h.rank, h.deployment_id)) h
    window life as (partition by h.of_place, h.repository, h.step, h.started_at <= h.occurred_at order by h.occurred_at, h.rank, h.deployment_id);
    delete from lead_time d using unnest(places, moments) k (place, since)
    where d.place = k.place and d.deployed_at >= k.since;
    insert into lead_time
    select d.* from unnest(places, moments) k (place, since), leads_of(k.place, k.since, everything) d;
end
$$;
