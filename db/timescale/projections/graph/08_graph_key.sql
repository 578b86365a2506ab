-- @tables
create function graph_key(type text, id text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    return graph_bounded(type, case when lower(type) = 'artifact' then coalesce(cdviz.artifact_key(id), id) else id end);
end
$$;
