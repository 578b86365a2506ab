-- @views
create or replace view cdviz.dora_deployment as
select id, position, occurred_at, rank, environment, service, artifact_id, artifact_key, version, kind, source, chain_id, previous_id, repeats, rollback, suspect_id, fixes, origin_id,
       told_after, place, environment_source, service_source, alias
from deployment;
comment on view cdviz.dora_deployment is 'Deployments as they stand, each with its place among the others of its service and environment.';
comment on column cdviz.dora_deployment.id is 'Id of the event.';
comment on column cdviz.dora_deployment.position is 'Position of the event, or of the correction that amended it.';
comment on column cdviz.dora_deployment.occurred_at is 'When it was deployed.';
comment on column cdviz.dora_deployment.rank is 'Order among events of one moment.';
comment on column cdviz.dora_deployment.environment is 'Id of the environment.';
comment on column cdviz.dora_deployment.service is 'Id of the service.';
comment on column cdviz.dora_deployment.artifact_id is 'What was deployed, as reported.';
comment on column cdviz.dora_deployment.artifact_key is 'What all spellings of it share.';
comment on column cdviz.dora_deployment.version is 'Its version: tag or version, or else digest.';
comment on column cdviz.dora_deployment.kind is 'deployed, upgraded or rolledback, as sent.';
comment on column cdviz.dora_deployment.source is 'Who reported it.';
comment on column cdviz.dora_deployment.chain_id is 'Its chain.';
comment on column cdviz.dora_deployment.previous_id is 'The deployment before it; null for the first.';
comment on column cdviz.dora_deployment.repeats is 'The same artifact ran already.';
comment on column cdviz.dora_deployment.rollback is 'sent or inferred when it went back to an earlier version.';
comment on column cdviz.dora_deployment.suspect_id is 'The deployment that this one took back: the first after the one it went back to, or what it replaced.';
comment on column cdviz.dora_deployment.fixes is 'It says that it is a fix: a link of the kind FIX, FIXES, HOTFIX or REMEDIATES.';
comment on column cdviz.dora_deployment.origin_id is 'The deployment by which its artifact came to run: itself, unless it ran already.';
comment on column cdviz.dora_deployment.told_after is 'Seconds since the report before, where that said the same: the same artifact, and no roll-back where that was none.';
comment on column cdviz.dora_deployment.place is 'Names the service in the environment, each with its own source where one was given.';
comment on column cdviz.dora_deployment.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.dora_deployment.service_source is 'The service''s own source; null where none was given.';
comment on column cdviz.dora_deployment.alias is 'Rules from the settings by which it is told of under other names: of its environment and its service; null where it needs none.';
