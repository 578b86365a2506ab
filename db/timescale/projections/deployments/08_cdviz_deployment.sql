-- @views
create or replace view cdviz.deployment as
select environment, service, artifact_id, version, occurred_at as valid_from, valid_to, kind,
       case when kind = 'rolledback' then 'sent' when inferred_rollback then 'inferred' end as rollback,
       inferred_rollback, ended_by, valid_to - occurred_at as duration, previous_artifact_id, previous_version, ordinal, returns_to,
       position, chain_id, source, artifact_key, recorded_at, package,
       cdviz.is_ahead(occurred_at, recorded_at) as ahead, ended_implied as end_inferred, environment_source, service_source, place, alias
from deployment_event
where kind <> 'removed' and known_to is null;
comment on view cdviz.deployment is 'Every deployment of a service in an environment: from when to when it ran. One history for each service in each environment, whichever tools reported it; corrections are heeded.';
comment on column cdviz.deployment.environment is 'Id of the environment.';
comment on column cdviz.deployment.service is 'Id of the service.';
comment on column cdviz.deployment.artifact_id is 'The artifact as reported (a purl).';
comment on column cdviz.deployment.version is 'Its version: tag or version, or else digest; null where the purl has none.';
comment on column cdviz.deployment.valid_from is 'When it began to run.';
comment on column cdviz.deployment.valid_to is 'When the next deployment took its place or it was removed, not included; null while it runs.';
comment on column cdviz.deployment.kind is 'How it was reported: deployed, upgraded or rolledback.';
comment on column cdviz.deployment.rollback is 'sent when an event said that it is a roll-back, inferred when an older artifact came back without saying so, else null.';
comment on column cdviz.deployment.inferred_rollback is 'True for an inferred roll-back.';
comment on column cdviz.deployment.ended_by is 'What ended it: deployed, upgraded, rolledback or removed; null while it runs.';
comment on column cdviz.deployment.duration is 'How long it ran; null while it runs.';
comment on column cdviz.deployment.previous_artifact_id is 'The artifact of the deployment before, as reported; null for the first.';
comment on column cdviz.deployment.previous_version is 'Its version.';
comment on column cdviz.deployment.ordinal is 'Its number among the deployments of the service in the environment, from 1.';
comment on column cdviz.deployment.returns_to is 'Ordinal of the last deployment of the same artifact, where another was deployed in between; else null.';
comment on column cdviz.deployment.position is 'Position in the log of the event that put it there, or of the correction that amended it.';
comment on column cdviz.deployment.chain_id is 'Chain of that event, or null.';
comment on column cdviz.deployment.source is 'Who reported it.';
comment on column cdviz.deployment.artifact_key is 'The artifact by one name, to join by: by digest where its digest is known. Compared to find roll-backs.';
comment on column cdviz.deployment.recorded_at is 'When that event was recorded.';
comment on column cdviz.deployment.package is 'What all versions of the artifact share, as cdviz.artifact_package gives it; null for a bare digest.';
comment on column cdviz.deployment.ahead is 'True when its stamp was ahead of its recording by more than five minutes: a clock is wrong, or it was announced.';
comment on column cdviz.deployment.end_inferred is 'True when nobody said that it was taken away, but its environment was deleted; null while it runs.';
comment on column cdviz.deployment.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.deployment.service_source is 'The service''s own source; null where none was given.';
comment on column cdviz.deployment.place is 'Names the service in the environment, each with its source: to join by.';
comment on column cdviz.deployment.alias is 'Rules from the settings by which environment and service are called so; null where none is needed.';
