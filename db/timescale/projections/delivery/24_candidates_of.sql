-- @tables
create function candidates_of(keys text[], known bigint) returns setof candidate
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    with i as materialized (
        select * from incidents_of(keys, known)
    ), o as materialized (
        select * from occurrences_of(keys, known)
    ), attributed as (
        -- A correction is about the occurrence that was the last when it was made; of several about one, the last holds.
        select distinct on (i.id) i.id, a.deployment
        from (select distinct i.key, i.incident from i) k
        join correction_fact a on a.action = 'attribute' and a.incident = k.incident and a.position <= known
        cross join lateral (
            select i.id from i
            where i.key = k.key
            order by i.began_at <= a.occurred_at desc, case when i.began_at <= a.occurred_at then i.occurrence else -i.occurrence end desc
            limit 1) i
        order by i.id, a.position desc
    ), found as (
        select i.id, 'said' as rule, a.deployment as deployment_id, d.occurred_at, null::text as alias
        from i
        join attributed a on a.id = i.id
        left join deployment_fact d on d.id = a.deployment and d.position <= known and (d.known_to is null or d.known_to > known)
        union all
        select i.id, 'link', d.id, d.occurred_at, d.link_alias
        from i
        join lateral (
            select d.*, link_alias(l.alias, d.context_alias) as link_alias from o
            join link_fact l on l.event_id = (o.fact).id and l.position <= known and (l.known_to is null or l.known_to > known)
            join deployment_fact d on d.context_id = l.target and d.position <= known and (d.known_to is null or d.known_to > known)
            where (o.fact).key = i.key and o.occurrence = i.occurrence
            order by d.occurred_at desc, d.rank desc, d.id desc
            limit 1) d on true
        union all
        select i.id, 'artifact', d.id, d.occurred_at, null
        from i
        join lateral (
            select d.* from deployment_fact d
            where d.artifact_key = coalesce(digest_of(i.alias_key, i.began_at, known), i.artifact_key) and (i.environment is null or d.environment = i.environment) and (i.service is null or d.service = i.service)
                and cdviz.same_source(d.environment_source, i.environment_source) and cdviz.same_source(d.service_source, i.service_source)
                and d.occurred_at <= i.began_at and d.position <= known and (d.known_to is null or d.known_to > known)
            order by d.occurred_at desc, d.rank desc, d.id desc
            limit 1) d on true
        union all
        select i.id, 'service', d.id, d.occurred_at, null
        from i
        join lateral (
            select d.* from deployment_fact d
            where d.service = i.service and d.environment = i.environment
                and cdviz.same_source(d.environment_source, i.environment_source) and cdviz.same_source(d.service_source, i.service_source)
                and d.occurred_at <= i.began_at and d.position <= known and (d.known_to is null or d.known_to > known)
            order by d.occurred_at desc, d.rank desc, d.id desc
            limit 1) d on true
        union all
        select i.id, 'environment', d.id, d.occurred_at, null
        from i
        join lateral (
            select d.* from deployment_fact d
            where i.service is null and i.artifact_key is null and d.environment = i.environment and events.bounded(d.environment, 400) = events.bounded(i.environment, 400)
                and cdviz.same_source(d.environment_source, i.environment_source)
                and d.occurred_at <= i.began_at and d.position <= known and (d.known_to is null or d.known_to > known)
            order by d.occurred_at desc, d.rank desc, d.id desc
            limit 1) d on true
    )
    select i.key, i.incident, i.id, f.rule, f.deployment_id, extract(epoch from i.began_at - f.occurred_at)::double precision, f.alias
    from found f
    join i on i.id = f.id;
end
$$;
