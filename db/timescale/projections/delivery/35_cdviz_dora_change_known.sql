-- @views
drop function if exists cdviz.dora_change_known(bigint);
create function cdviz.dora_change_known(known bigint)
returns table ("deployment_id" uuid, "environment" text, "service" text, "deployed_at" timestamptz, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "seconds" double precision, "event_position" bigint, "ordinal" int)
language sql stable security definer
set search_path from current
as $$
    select l.deployment_id, l.environment, l.service, l.deployed_at, l.change_id, l.repository, l.path, l.step, l.started_at, l.event_id, l.seconds, l.event_position, l.ordinal
    from (select distinct service, environment from deployment_fact) k, leads_of(k.service, k.environment, '-infinity', known) l
$$;
comment on function cdviz.dora_change_known is 'dora_change as it was known at a position of the log.';
