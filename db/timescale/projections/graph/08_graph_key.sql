-- @tables
create function graph_key(type text, id text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    return graph_bounded(type, case when lower(type) = 'artifact' then coalesce(cdviz.artifact_key(id), id) else id end);
end
$$;

-- What a subject is called: environments and services that the settings say are one have one name.
create function graph_name(type text, id text, at timestamptz) returns text
language sql stable
as $$
    select case when lower(type) in ('environment', 'service')
                then (select a.name from cdviz.alias_of(coalesce(events.projection_setting('graph', 'aliases')::jsonb, '[]'), lower(type), id, at) a) else id end
$$;
