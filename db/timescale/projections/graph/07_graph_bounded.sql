-- @tables
-- Ids of any length, but keys that fit into an index.
create function graph_bounded(type text, id text) returns text
language plpgsql immutable strict parallel safe
as $$
declare
    key constant text := lower(type) || '|' || id;
begin
    return case when octet_length(key) <= 600 then key else left(type, 60) || '|md5:' || md5(key) end;
end
$$;
