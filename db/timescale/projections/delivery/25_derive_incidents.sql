-- @tables
-- Incidents that were told of, and those whose possible deployments have changed.
create function derive_incidents(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    everything constant bigint := 9223372036854775807;
    touched text[];
begin
    with moved as materialized (
        select d.* from deployment_fact d where d.position > after and d.position <= up_to or d.known_to > after and d.known_to <= up_to
    ), tied as materialized (
        select distinct t.alias_key from ties_of(after, up_to) t
    )
    select array_agg(distinct t.key) into touched
    from (
        select i.key from incident_fact i where i.position > after and i.position <= up_to or i.known_to > after and i.known_to <= up_to
        union all
        select i.key from tied t cross join lateral (select i.key from incident i where i.alias_key = t.alias_key offset 0) i
        union all
        select i.key from correction_fact c join incident_fact i on i.incident = c.incident where c.position > after and c.position <= up_to
        union all
        select i.key
        from moved d
        cross join lateral (
            select c.incident_key as key from candidate c where c.deployment_id = d.id
            union all
            select l.incident_key from link_fact l where l.target = d.context_id and l.incident_key is not null
            union all
            select i.key from incident i where i.service = d.service and i.began_at >= d.occurred_at
            union all
            select i.key from incident i where i.artifact_key = d.artifact_key and i.began_at >= d.occurred_at
            union all
            select i.key from incident i where i.alias_key = d.alias_key and i.began_at >= d.occurred_at
            union all
            select i.key from incident i
            where i.environment = d.environment and i.service is null and i.artifact_key is null and i.began_at >= d.occurred_at
            offset 0) i
    ) t;
    if touched is null then
        return;
    end if;

    delete from incident where key = any (touched);
    insert into incident select * from incidents_of(touched, everything);
    delete from candidate where incident_key = any (touched);
    insert into candidate select * from candidates_of(touched, everything);
end
$$;
