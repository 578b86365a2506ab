-- @tables
-- Environment, its source, service and its source as an amendment has them: what it names has no source of its own.
create function amended(reported text[], amendment jsonb) returns text[]
language sql immutable parallel safe
return array[
    coalesce(amendment ->> 'environment', reported[1]), case when not amendment ? 'environment' then reported[2] end,
    coalesce(amendment ->> 'service', reported[3]), case when not amendment ? 'service' then reported[4] end];
