-- @views
drop function if exists cdviz.dora_candidate_then(bigint);
create function cdviz.dora_candidate_then(known bigint)
returns table ("incident" text, "rule" text, "deployment_id" uuid, "seconds" double precision, "id" text, "alias" text)
language sql stable security definer
set search_path from current
as $$
    select c.incident, c.rule, c.deployment_id, c.seconds, c.id, c.alias from candidates_of((select array_agg(distinct key) from incident_fact), known) c
$$;
comment on function cdviz.dora_candidate_then is 'dora_candidate as it was known at a position of the log, with all its columns.';

create or replace function cdviz.dora_candidate_known(known bigint)
returns table ("incident" text, "rule" text, "deployment_id" uuid, "seconds" double precision)
language sql stable security definer
set search_path from current
as $$
    select c.incident, c.rule, c.deployment_id, c.seconds from candidates_of((select array_agg(distinct key) from incident_fact), known) c
$$;
comment on function cdviz.dora_candidate_known is 'dora_candidate as it was known at a position of the log.';
