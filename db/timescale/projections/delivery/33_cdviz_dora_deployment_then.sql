-- @views
drop function if exists cdviz.dora_deployment_then(bigint);
create function cdviz.dora_deployment_then(known bigint)
returns table (
    "id" uuid, "position" bigint, "occurred_at" timestamptz, "rank" smallint, "environment" text, "service" text, "artifact_id" text, "artifact_key" text, "version" text,
    "kind" text, "source" text, "chain_id" text, "previous_id" uuid, "repeats" boolean, "rollback" text, "suspect_id" uuid, "fixes" boolean,
    "origin_id" uuid, "told_after" double precision, "place" uuid, "environment_source" text, "service_source" text, "alias" text)
language sql stable security definer
set search_path from current
as $$
    select d.* from (select distinct place from deployment_fact) k, deployments_of(k.place, '-infinity', known) d
$$;
comment on function cdviz.dora_deployment_then is 'dora_deployment as it was known at a position of the log, with all its columns.';
