-- @tables
-- The rule that a link needs to find its target: where both ids were changed by it, they would be the same without.
create function link_alias(of_target text, of_event text) returns text
language sql immutable parallel safe
return case when of_target is null or of_event is null then coalesce(of_target, of_event) end;
