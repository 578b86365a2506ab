-- @tables
create function candidates_of(incidents text[], known bigint)
returns table ("incident" text, "rule" text, "deployment_id" uuid, "seconds" double precision)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    with i as (select * from incidents_of(incidents, known))
    select i.incident, 'said', a.deployment, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join correction_fact a on a.action = 'attribute' and a.incident = i.incident and a.position <= known and (a.known_to is null or a.known_to > known)
    left join deployment_fact d on d.id = a.deployment and d.position <= known and (d.known_to is null or d.known_to > known)
    union all
    select i.incident, 'link', d.id, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join lateral (
        select d.* from link_fact l
        join deployment_fact d on d.context_id = l.target and d.position <= known and (d.known_to is null or d.known_to > known)
        where l.incident = i.incident and l.position <= known and (l.known_to is null or l.known_to > known)
        order by d.occurred_at desc, d.rank desc, d.id desc
        limit 1) d on true
    union all
    select i.incident, 'artifact', d.id, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join lateral (
        select d.* from deployment_fact d
        where d.artifact_key = i.artifact_key and (i.environment is null or d.environment = i.environment) and (i.service is null or d.service = i.service)
            and d.occurred_at <= i.detected_at and d.position <= known and (d.known_to is null or d.known_to > known)
        order by d.occurred_at desc, d.rank desc, d.id desc
        limit 1) d on true
    union all
    select i.incident, 'service', d.id, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join lateral (
        select d.* from deployment_fact d
        where d.service = i.service and d.environment = i.environment
            and d.occurred_at <= i.detected_at and d.position <= known and (d.known_to is null or d.known_to > known)
        order by d.occurred_at desc, d.rank desc, d.id desc
        limit 1) d on true
    union all
    select i.incident, 'environment', d.id, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join lateral (
        select d.* from deployment_fact d
        where i.service is null and i.artifact_key is null and d.environment = i.environment and events.bounded(d.environment, 400) = events.bounded(i.environment, 400)
            and d.occurred_at <= i.detected_at and d.position <= known and (d.known_to is null or d.known_to > known)
        order by d.occurred_at desc, d.rank desc, d.id desc
        limit 1) d on true;
end
$$;
