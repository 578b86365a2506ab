-- @tables
-- Deployments by the digest that their tag was, each from the position on at which that was known.
create function name_deployments(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
    -- Where it became known, within the page, that a tag was a digest, or was not.
    with moment as materialized (
        select distinct t.alias_key, m.at
        from ties_of(after, up_to) t
        cross join lateral (values (t.position), (t.known_to)) m (at)
        where m.at > after and m.at <= up_to
    ), told as materialized (
        select d.* from deployment_told d
        where d.environment is not null and (d.position > after and d.position <= up_to or d.known_to > after and d.known_to <= up_to)
        union
        select d.*
        from (select distinct alias_key from moment) m
        cross join lateral (
            select d.* from deployment_told d
            where d.alias_key = m.alias_key and d.environment is not null and not d.by_digest and d.position <= up_to and (d.known_to is null or d.known_to > after) offset 0) d
    ), named as materialized (
        -- What it was called when the page began, and at each moment since.
        select t.id, t.position as told_at, after as at, f.artifact_key as key from told t join deployment_fact f on f.id = t.id and f.known_to is null where t.position <= after
        union all
        select t.id, t.position, m.at, case when t.by_digest or t.alias_key is null then t.artifact_key else coalesce(digest_of(t.alias_key, t.occurred_at, m.at), t.artifact_key) end
        from told t
        cross join lateral (
            select t.position as at where t.position > after
            union
            select m.at from moment m where m.alias_key = t.alias_key and not t.by_digest and m.at > t.position and (t.known_to is null or m.at < t.known_to)) m
    ), changed as materialized (
        select c.id, c.told_at, c.at, c.key, lead(c.at) over (partition by c.id, c.told_at order by c.at) as next_at
        from (select n.*, lag(n.key) over life as before, row_number() over life as nth from named n window life as (partition by n.id, n.told_at order by n.at)) c
        where c.at > after and (c.nth = 1 or c.key is distinct from c.before)
    ), ended as (
        update deployment_fact f set known_to = e.at
        from (
            select t.id, coalesce((select min(c.at) from changed c where c.id = t.id and c.told_at = t.position), t.known_to) as at
            from told t
            where t.position <= after) e
        where f.id = e.id and f.known_to is null and e.at is not null
    )
    insert into deployment_fact
    select t.id, c.at, coalesce(c.next_at, t.known_to), t.occurred_at, t.rank, t.context_id, t.environment, t.service, t.artifact_id, c.key, t.alias_key, t.version, t.kind, t.source,
           t.chain_id, t.position, t.place, t.environment_source, t.service_source, t.package, t.alias, t.context_alias
    from changed c
    join told t on t.id = c.id and t.position = c.told_at;
end
$$;
