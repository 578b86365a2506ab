-- Which environments and services a question is about.

create or replace function cdviz.dora_environments(environment text) returns text[]
language sql stable
as $$
    select case when environment is null then (select array_agg(p.environment) from cdviz.production_environment p) else string_to_array(environment, ',') end
$$;
comment on function cdviz.dora_environments is 'The environments named, with commas between them; those that count as production when none is.';

create or replace function cdviz.dora_services(service text, team text) returns text[]
language sql stable
as $$
    select case when team is null then string_to_array(service, ',')
                else coalesce((select array_agg(t.service) from cdviz.dora_team t
                               where t.team = any (string_to_array(dora_services.team, ','))
                                   and (dora_services.service is null or t.service = any (string_to_array(dora_services.service, ',')))), '{}') end
$$;
comment on function cdviz.dora_services is 'The services named, of the teams named, with commas between them; null for all.';
