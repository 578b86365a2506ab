-- @tables
create function graph_key(type text, id text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    return graph_bounded(type, case when lower(type) = 'artifact' then coalesce(cdviz.artifact_key(id), id) else id end);
end
$$;

-- What a subject is called: environments that the settings say are one have one name.
create function graph_name(type text, id text) returns text
language sql stable
as $$
    select case when lower(type) = 'environment' then coalesce(events.projection_setting('graph', 'same_environments')::jsonb ->> id, id) else id end
$$;
