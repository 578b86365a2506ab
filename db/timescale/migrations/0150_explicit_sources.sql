-- Environments and services by their own sources where an event names them: two clusters each called production, two teams' api.

create function events.given_source(data jsonb) returns text
language sql immutable parallel safe
return nullif(case jsonb_typeof(data #> '{subject,source}') when 'string' then data #>> '{subject,source}' end, '');
comment on function events.given_source is 'subject.source of an event as sent; null where it says none, and its stream has context.source for it.';

create function cdviz.place_of(environment text, environment_source text, service text, service_source text) returns uuid
language sql immutable parallel safe
return md5(array[environment, coalesce(environment_source, ''), service, coalesce(service_source, '')]::text)::uuid;
comment on function cdviz.place_of is 'Names a place: one service in one environment, each by its id and by its own source where one was given.';

create function cdviz.same_source(one text, other text) returns boolean
language sql immutable parallel safe
return coalesce(one = other, true);
comment on function cdviz.same_source is 'Whether two mentions of one id may mean the same: not when both give a source and these differ.';
