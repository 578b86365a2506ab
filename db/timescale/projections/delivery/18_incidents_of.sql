-- @tables
create function incidents_of(incidents text[], known bigint)
returns table ("incident" text, "position" bigint, "environment" text, "service" text, "artifact_key" text, "description" text, "detected_at" timestamptz, "resolved_at" timestamptz, "event_id" uuid)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    select i.incident,
           (array_agg(i.position order by i.occurred_at, i.rank, i.id))[1],
           (array_agg(i.environment order by i.occurred_at, i.rank, i.id) filter (where i.environment is not null))[1],
           (array_agg(i.service order by i.occurred_at, i.rank, i.id) filter (where i.service is not null))[1],
           (array_agg(i.artifact_key order by i.occurred_at, i.rank, i.id) filter (where i.artifact_key is not null))[1],
           (array_agg(i.description order by i.occurred_at, i.rank, i.id) filter (where i.description is not null))[1],
           coalesce(min(i.occurred_at) filter (where i.kind = 'detected'), min(i.occurred_at)),
           case when bool_or(i.kind <> 'resolved') then max(i.occurred_at) filter (where i.kind = 'resolved') end,
           (array_agg(i.id order by i.occurred_at, i.rank, i.id))[1]
    from incident_fact i
    where i.incident = any (incidents) and i.position <= known and (i.known_to is null or i.known_to > known)
    group by i.incident;
end
$$;
