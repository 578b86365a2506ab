-- @tables
-- UUIDs are the same in upper and lower case; other ids are not. No event has an id of more than 1,024 bytes, but a link may name one.
create function graph_context(id text) returns text
language sql immutable parallel safe
as $$
    select case when octet_length(id) > 1024 then left(id, 200) || '|md5:' || md5(id)
                when lower(id) = id then id
                when id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then lower(id)
                else id end
$$;
