-- @tables
create function graph_key(type text, id text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    return graph_bounded(type, case when lower(type) = 'artifact' then coalesce(cdviz.artifact_key(id), id) else id end);
end
$$;

-- Of two subjects of one id the source tells which is which, where they have one of their own.
create function graph_key(type text, id text, own_source text) returns text
language sql immutable parallel safe
as $$ select graph_key(type, id || coalesce(chr(31) || own_source, '')) $$;

-- What a subject is called, and the source it is told apart by: as in the history of deployments, for environments and services alone.
create function graph_named(aliases jsonb, type text, id text, source text, at timestamptz) returns table (name text, own_source text)
language sql stable parallel safe
as $$
    select n.environment, n.environment_source from events.named(aliases, id, source, null, null, at) n where type = 'environment'
    union all
    select n.service, n.service_source from events.named(aliases, null, null, id, source, at) n where type = 'service'
    union all
    select id, null where type not in ('environment', 'service')
$$;
