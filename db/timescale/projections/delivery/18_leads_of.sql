-- @tables
create function leads_of(of_place uuid, since timestamptz, known bigint)
returns table (
    "deployment_id" uuid, "environment" text, "service" text, "deployed_at" timestamptz, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "event_position" bigint, "seconds" double precision, "ordinal" int, "place" uuid, "environment_source" text, "service_source" text,
    "committed_at" timestamptz, "committed_id" uuid, "committed_position" bigint, "created_at" timestamptz, "created_id" uuid, "created_position" bigint, "packaged_at" timestamptz, "packaged_id" uuid, "packaged_position" bigint, "published_at" timestamptz, "published_id" uuid, "published_position" bigint, "alias" text)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
declare
    -- What is known by now stands in the tables.
    is_now constant boolean := known = 9223372036854775807;
    service_paths constant jsonb := coalesce(events.projection_setting('delivery', 'service_paths')::jsonb, '{}');
begin
    return query
    with d as (
        select d.* from deployment d where is_now and d.place = of_place and d.occurred_at >= since
        union all
        select d.* from deployments_of(of_place, since, known) d where not is_now
    ), h as (
        select h.deployment_id, h.occurred_at, h.rank, h.change_id, h.repository, h.path, h.step, h.started_at, h.event_id, h.event_position,
               h.package, h.packaged_at, h.packaged_id, h.packaged_position, h.published_at, h.published_id, h.published_position, h.alias
        from head h
        where is_now and h.place = of_place and h.occurred_at >= since
        union all
        select h.deployment_id, h.occurred_at, h.rank, h.change_id, h.repository, h.path, h.step, h.started_at, h.event_id, h.event_position,
               h.package, h.packaged_at, h.packaged_id, h.packaged_position, h.published_at, h.published_id, h.published_position, h.alias
        from heads_of(of_place, since, known) h
        where not is_now
    ), newest as (
        select h.deployment_id, h.occurred_at, h.rank, h.repository, max(h.started_at) as until, min(h.package) filter (where h.path = 'artifact') as package
        from h where h.step = 'merged' and h.started_at <= h.occurred_at
        group by h.deployment_id, h.occurred_at, h.rank, h.repository
    ), span as (
        -- From the newest change of the repository that has been here before to the newest that this deployment carries.
        select n.deployment_id, n.repository, n.until, n.package,
               greatest(max(n.until) over (life rows between unbounded preceding and 1 preceding), max(n.before) over life) as after
        from (
            -- What had come before is asked once, for the first.
            select n.*, case when row_number() over life = 1 then reach_before(of_place, n.repository, since) end as before
            from newest n
            window life as (partition by n.repository order by n.occurred_at, n.rank, n.deployment_id)) n
        window life as (partition by n.repository order by n.occurred_at, n.rank, n.deployment_id)
    ), brought as (
        select distinct on (s.deployment_id, c.change_id)
               s.deployment_id, c.change_id, c.repository, 'merged' as step, c.occurred_at as started_at, c.id as event_id, c.position as event_position
        from span s
        join d on d.id = s.deployment_id and d.previous_id is not null
        -- Span by span: to plans that were made while the table was empty it would look as good to read all of it.
        cross join lateral (
            select c.* from change_fact c
            where c.repository = s.repository and c.occurred_at > s.after and c.occurred_at <= s.until
                and c.position <= known and (c.known_to is null or c.known_to > known)
            offset 0) c
        where s.after is not null and s.until > s.after
            -- Of a repository of many services: those that touched its files, as the settings name them, or else that did not become other artifacts alone.
            and case when service_paths ? d.service and c.services is not null then d.service = any (c.services)
                     when s.package is null then true
                     -- By the change alone, which are few: by position, plans would go through all that has come so far.
                     else (select bool_or(a.package = s.package)
                           from (select a.package, a.position, a.known_to from artifact_fact a where a.change_id = c.change_id offset 0) a
                           where a.position <= known and (a.known_to is null or a.known_to > known)) is not false end
        order by s.deployment_id, c.change_id, c.occurred_at, c.id
    ), alone as (
        -- What ran before does not say what it was made of: only what this deployment says of itself counts, never all history.
        select h.deployment_id, h.change_id, h.repository, h.step, h.started_at, h.event_id, h.event_position
        from h
        join d on d.id = h.deployment_id and d.previous_id is not null and not d.repeats and d.rollback is null
        left join span s on s.deployment_id = h.deployment_id and s.repository = h.repository
        where h.step <> 'merged' or s.after is null or h.started_at > h.occurred_at
    ), made as (
        select distinct on (h.deployment_id) h.deployment_id, h.packaged_at, h.packaged_id, h.packaged_position, h.published_at, h.published_id, h.published_position
        from h
        order by h.deployment_id
    )
    select d.id, d.environment, d.service, d.occurred_at, b.change_id, b.repository,
           coalesce(o.path, 'batch'),
           b.step, b.started_at, b.event_id, b.event_position,
           case when b.started_at <= d.occurred_at then extract(epoch from d.occurred_at - b.started_at)::double precision end,
           row_number() over (partition by d.id order by b.started_at, b.change_id)::int,
           d.place, d.environment_source, d.service_source, f.occurred_at, f.id, f.position, g.occurred_at, g.id, g.position,
           m.packaged_at, m.packaged_id, m.packaged_position, m.published_at, m.published_id, m.published_position, o.alias
    from (select * from brought union all select * from alone) b
    join d on d.id = b.deployment_id
    join made m on m.deployment_id = b.deployment_id
    left join h o on o.deployment_id = b.deployment_id and o.change_id = b.change_id
    left join lateral (
        select s.occurred_at, s.id, s.position from change_start s
        where s.change_id = b.change_id and s.step = 'committed' and s.occurred_at <= d.occurred_at and s.position <= known and (s.known_to is null or s.known_to > known)
        order by s.occurred_at, s.id
        limit 1) f on true
    left join lateral (
        select s.occurred_at, s.id, s.position from change_start s
        where s.change_id = b.change_id and s.step = 'created' and s.occurred_at <= d.occurred_at and s.position <= known and (s.known_to is null or s.known_to > known)
        order by s.occurred_at, s.id
        limit 1) g on true;
end
$$;
