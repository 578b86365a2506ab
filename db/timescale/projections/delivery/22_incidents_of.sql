-- @tables
create function incidents_of(keys text[], known bigint) returns setof incident
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    select l.key || '#' || l.occurrence, l.key, min(l.incident), min(l.source), l.occurrence,
           (array_agg(l.id order by l.nth))[1],
           (array_agg(l.position order by l.nth))[1],
           (array_agg(l.position order by l.nth desc))[1],
           (array_agg(l.environment order by l.nth desc) filter (where l.environment is not null))[1],
           (array_agg(l.service order by l.nth desc) filter (where l.service is not null))[1],
           (array_agg(l.artifact_id order by l.nth desc) filter (where l.artifact_id is not null))[1],
           (array_agg(l.artifact_key order by l.nth desc) filter (where l.artifact_id is not null))[1],
           (select n.package || '#' || n.version
            from cdviz.artifact_name((array_agg(l.artifact_id order by l.nth desc) filter (where l.artifact_id is not null))[1]) n),
           (array_agg(l.description order by l.nth desc) filter (where l.description is not null))[1],
           (array_agg(l.ticket_uri order by l.nth desc) filter (where l.ticket_uri is not null))[1],
           (array_agg(l.chain_id order by l.nth desc) filter (where l.chain_id is not null))[1],
           min(l.occurred_at) filter (where l.kind = 'detected'),
           min(l.occurred_at) filter (where l.kind = 'reported'),
           min(l.occurred_at) filter (where l.kind = 'resolved'),
           coalesce(min(l.occurred_at) filter (where l.kind = 'detected'), min(l.occurred_at) filter (where l.kind = 'reported'), min(l.occurred_at)),
           max(l.occurred_at),
           (array_agg(l.environment_source order by l.nth desc) filter (where l.environment is not null))[1],
           (array_agg(l.service_source order by l.nth desc) filter (where l.service is not null))[1]
    from (select o.occurrence, o.nth, (o.fact).* from occurrences_of(keys, known) o) l
    group by l.key, l.occurrence;
end
$$;
