-- @views
create or replace function cdviz.dora_deployment_then(known bigint)
returns table (
    "id" uuid, "position" bigint, "occurred_at" timestamptz, "rank" smallint, "environment" text, "service" text, "artifact_id" text, "artifact_key" text, "version" text,
    "kind" text, "source" text, "chain_id" text, "previous_id" uuid, "repeats" boolean, "rollback" text, "suspect_id" uuid, "fixes" boolean,
    "origin_id" uuid, "told_after" double precision)
language sql stable security definer
set search_path from current
as $$
    select d.* from (select distinct service, environment from deployment_fact) k, deployments_of(k.service, k.environment, '-infinity', known) d
$$;
comment on function cdviz.dora_deployment_then is 'dora_deployment as it was known at a position of the log, with all its columns.';
