-- @views
drop function if exists cdviz.dora_change_known(bigint);
create function cdviz.dora_change_known(known bigint)
returns table (
    "deployment_id" uuid, "environment" text, "service" text, "deployed_at" timestamptz, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "seconds" double precision, "event_position" bigint, "ordinal" int, "place" uuid, "environment_source" text, "service_source" text,
    "committed_at" timestamptz, "committed_id" uuid, "committed_position" bigint, "created_at" timestamptz, "created_id" uuid, "created_position" bigint, "packaged_at" timestamptz, "packaged_id" uuid, "packaged_position" bigint, "published_at" timestamptz, "published_id" uuid, "published_position" bigint, "alias" text)
language sql stable security definer
set search_path from current
as $$
    select l.deployment_id, l.environment, l.service, l.deployed_at, l.change_id, l.repository, l.path, l.step, l.started_at, l.event_id, l.seconds, l.event_position, l.ordinal,
           l.place, l.environment_source, l.service_source, l.committed_at, l.committed_id, l.committed_position, l.created_at, l.created_id, l.created_position, l.packaged_at, l.packaged_id, l.packaged_position, l.published_at, l.published_id, l.published_position, l.alias
    from (select distinct place from deployment_fact) k, leads_of(k.place, '-infinity', known) l
$$;
comment on function cdviz.dora_change_known is 'dora_change as it was known at a position of the log.';
