-- @tables
-- One name for one relation, whatever the spelling of the link.
create function graph_relation(kind text) returns text
language sql immutable parallel safe
as $$
    select case lower(kind)
        when 'trigger' then 'triggeredBy' when 'cause' then 'causedBy' when 'effect' then 'causedBy'
        else coalesce(nullif(left(kind, 100), ''), 'dependsOn') end
$$;
