-- @views
create or replace view cdviz.deployment_event as
select position, environment, service, occurred_at, rank, event_id, recorded_at, kind, artifact_id, version, source, chain_id, artifact_key, inferred_rollback, known_to,
       cdviz.is_ahead(occurred_at, recorded_at) as ahead, implied as inferred_removal,
       environment_source, service_source, place
from deployment_event;
comment on view cdviz.deployment_event is 'Every event that put a service into an environment or took it away, with the time it occurred and the time it was recorded; one that was amended again as it is known since.';
comment on column cdviz.deployment_event.position is 'Position in the log of the event, or of the correction that amended it.';
comment on column cdviz.deployment_event.environment is 'Id of the environment.';
comment on column cdviz.deployment_event.service is 'Id of the service.';
comment on column cdviz.deployment_event.occurred_at is 'When it occurred, as its sender says.';
comment on column cdviz.deployment_event.rank is 'Orders events of one instant: deployed 0, upgraded 1, rolledback 2, removed 9.';
comment on column cdviz.deployment_event.event_id is 'Id in the log; orders events of one instant and one rank.';
comment on column cdviz.deployment_event.recorded_at is 'When it was recorded; never falls from one position to the next.';
comment on column cdviz.deployment_event.kind is 'deployed, upgraded, rolledback or removed.';
comment on column cdviz.deployment_event.artifact_id is 'The artifact as reported (a purl); null for a removal.';
comment on column cdviz.deployment_event.version is 'Its version: tag or version, or else digest.';
comment on column cdviz.deployment_event.source is 'Who reported it.';
comment on column cdviz.deployment_event.chain_id is 'Chain it belongs to, or null.';
comment on column cdviz.deployment_event.artifact_key is 'The artifact by one name, to join by: by digest where its digest is known.';
comment on column cdviz.deployment_event.inferred_rollback is 'True when an older artifact came back and the event did not say that it was a roll-back.';
comment on column cdviz.deployment_event.known_to is 'When a correction was recorded that retracted or amended it; null while it stands.';
comment on column cdviz.deployment_event.ahead is 'True when its stamp was ahead of its recording by more than five minutes: a clock is wrong, or it was announced.';
comment on column cdviz.deployment_event.inferred_removal is 'True for a removal that nobody sent: its environment was deleted.';
comment on column cdviz.deployment_event.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.deployment_event.service_source is 'The service''s own source; null where none was given.';
comment on column cdviz.deployment_event.place is 'Names the service in the environment, each with its source: to join by.';
