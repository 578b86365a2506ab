-- @tables
-- A text of the content, as the program reads it: null where it is of another JSON type.
create function content_text(data jsonb, variadic path text[]) returns text
language sql immutable
return case jsonb_typeof(data #> (array['subject', 'content'] || path)) when 'string' then data #>> (array['subject', 'content'] || path) end;
