-- How events are read in SQL, once: what stream ids and contents say.

create function events.subject_id(stream_id text) returns text
language sql immutable parallel safe
return substr(stream_id, length(split_part(stream_id, '|', 1)) + length(split_part(stream_id, '|', 2)) + 3);
comment on function events.subject_id is 'Id of the subject that a stream is of: what follows the second bar.';

create function events.subject_source(stream_id text) returns text
language sql immutable parallel safe
return split_part(stream_id, '|', 2);
comment on function events.subject_source is 'Source of the subject that a stream is of: what stands between the bars.';

create function events.content_text(data jsonb, variadic path text[]) returns text
language sql immutable parallel safe
return case jsonb_typeof(data #> (array['subject', 'content'] || path)) when 'string' then data #>> (array['subject', 'content'] || path) end;
comment on function events.content_text is 'A text of an event''s content, as the program reads it: null where there is something else than a text.';

create function events.context_key(id text) returns text
language sql immutable parallel safe
return case when octet_length(id) > 1024 then left(id, 200) || '|md5:' || md5(id)
            when lower(id) = id then id
            when id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then lower(id)
            else id end;
comment on function events.context_key is
'A context or chain id to join by: UUIDs are the same in upper and lower case, other ids are not; no event has an id of more than 1,024 bytes, but a link may name one.';

create function events.links_of(data jsonb) returns table (number int, type text, kind text, target text)
language sql immutable parallel safe
as $$
    select x.number::int, coalesce(x.link ->> 'linkType', x.link ->> 'link_type'), coalesce(x.link ->> 'linkKind', x.link ->> 'link_kind'),
           coalesce(x.link #>> '{from,contextId}', x.link #>> '{target,contextId}', x.link #>> '{from,context_id}', x.link #>> '{target,context_id}')
    from jsonb_array_elements(case jsonb_typeof(data #> '{context,links}') when 'array' then data #> '{context,links}' else '[]' end)
        with ordinality x (link, number)
$$;
comment on function events.links_of is 'The links within an event, in the spelling of any version: their place, type and kind, and the context id of the event they lead to.';

create function events.bounded(value text, bytes int) returns text
language sql immutable parallel safe
return case when octet_length(value) <= bytes then value else 'md5:' || md5(value) end;
comment on function events.bounded is 'A text as a key of an index, which has room for 2,704 bytes: itself when it has no more bytes than given, else its hash.';
