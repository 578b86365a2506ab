-- @views
create or replace view cdviz.dora_change as
select deployment_id, environment, service, deployed_at, change_id, repository, path, step, started_at, event_id, seconds, event_position, ordinal, place, environment_source, service_source,
       committed_at, committed_id, committed_position, created_at, created_id, created_position, packaged_at, packaged_id, packaged_position, published_at, published_id, published_position, alias
from lead_time;
comment on view cdviz.dora_change is 'Changes that reached an environment, with the first deployment that brought them.';
comment on column cdviz.dora_change.deployment_id is 'Id of the deployment.';
comment on column cdviz.dora_change.environment is 'Its environment.';
comment on column cdviz.dora_change.service is 'Its service.';
comment on column cdviz.dora_change.deployed_at is 'When it was deployed.';
comment on column cdviz.dora_change.change_id is 'Id of the change, or of the artifact where no change is known.';
comment on column cdviz.dora_change.repository is 'Its repository.';
comment on column cdviz.dora_change.path is 'How it is known to be in it: artifact, link, chain, or batch: merged in the repository since what ran before.';
comment on column cdviz.dora_change.step is 'Where the clock starts for most: at the merge, or where none is known, packaged or published. cdviz.dora_change_lead has what a definition says.';
comment on column cdviz.dora_change.started_at is 'When it started.';
comment on column cdviz.dora_change.event_id is 'Id of the event at which it started.';
comment on column cdviz.dora_change.seconds is 'From there to the deployment; null where the merge is known to be later than that.';
comment on column cdviz.dora_change.event_position is 'Its position, or that of the correction that amended it.';
comment on column cdviz.dora_change.ordinal is 'Place among the changes of the deployment, oldest first, from 1.';
comment on column cdviz.dora_change.place is 'Names the service in the environment, each with its own source where one was given.';
comment on column cdviz.dora_change.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.dora_change.service_source is 'The service''s own source; null where none was given.';
comment on column cdviz.dora_change.committed_at is 'When its first commit was made; null where that is not known to be before the deployment.';
comment on column cdviz.dora_change.committed_id is 'Id of the event that says so.';
comment on column cdviz.dora_change.committed_position is 'Its position, or that of the correction that amended it.';
comment on column cdviz.dora_change.created_at is 'When it was proposed; null where that is not known to be before the deployment.';
comment on column cdviz.dora_change.created_id is 'Id of the event that says so.';
comment on column cdviz.dora_change.created_position is 'Its position, or that of the correction that amended it.';
comment on column cdviz.dora_change.packaged_at is 'When the artifact was packaged; null where that is not known to be before the deployment.';
comment on column cdviz.dora_change.packaged_id is 'Id of the event that says so.';
comment on column cdviz.dora_change.packaged_position is 'Its position, or that of the correction that amended it.';
comment on column cdviz.dora_change.published_at is 'When the artifact was published; null where that is not known to be before the deployment.';
comment on column cdviz.dora_change.published_id is 'Id of the event that says so.';
comment on column cdviz.dora_change.published_position is 'Its position, or that of the correction that amended it.';
comment on column cdviz.dora_change.alias is 'The rule from the settings by which the link to the change is read; null where it needs none.';
