-- @views
create or replace view cdviz.environment_end as
select environment, occurred_at, source, chain_id, event_id, position, recorded_at, environment_source
from environment_end
where known_to is null;
comment on view cdviz.environment_end is 'When environments were deleted, which ends all that runs there until something is deployed again; corrections are heeded.';
comment on column cdviz.environment_end.environment is 'Id of the environment.';
comment on column cdviz.environment_end.occurred_at is 'When it was deleted.';
comment on column cdviz.environment_end.source is 'Who reported it: the source of the subject.';
comment on column cdviz.environment_end.chain_id is 'Chain of the event, or null.';
comment on column cdviz.environment_end.event_id is 'Id of the event in the log.';
comment on column cdviz.environment_end.position is 'Position in the log of the event, or of the correction that amended it.';
comment on column cdviz.environment_end.recorded_at is 'When that was recorded.';
comment on column cdviz.environment_end.environment_source is 'Its own source; null where none was given.';
