-- @views
create or replace function cdviz.dora_deployment_known(known bigint)
returns table ("id" uuid, "position" bigint, "occurred_at" timestamptz, "rank" smallint, "environment" text, "service" text, "artifact_id" text, "artifact_key" text, "version" text, "kind" text, "source" text, "chain_id" text, "previous_id" uuid, "repeats" boolean, "rollback" text, "suspect_id" uuid, "fixes" boolean)
language sql stable security definer
set search_path from current
as $$
    select d.id, d.position, d.occurred_at, d.rank, d.environment, d.service, d.artifact_id, d.artifact_key, d.version, d.kind, d.source, d.chain_id, d.previous_id,
           d.repeats, d.rollback, d.suspect_id, d.fixes
    from (select distinct place from deployment_fact) k, deployments_of(k.place, '-infinity', known) d
$$;
comment on function cdviz.dora_deployment_known is 'dora_deployment as it was known at a position of the log.';
