-- What people have done about stopped projections.

create table events.projection_action (
    id bigint generated always as identity primary key,
    projection text not null,
    version int not null,
    generation int not null,
    action text not null check (action in ('retry', 'skip')),
    position bigint not null,
    failure text null,
    reason text null,
    actor text not null,
    acted_at timestamptz not null default now()
);
create index projection_action_skip on events.projection_action (projection, version) where action = 'skip';
comment on table events.projection_action is 'What people have done about stopped projections. An event that was skipped is left out by every generation of that version of the projection.';
comment on column events.projection_action.id is 'Number of the action.';
comment on column events.projection_action.projection is 'The projection.';
comment on column events.projection_action.version is 'Version of the projection that failed; a higher one reads the event again.';
comment on column events.projection_action.generation is 'The generation that was stopped.';
comment on column events.projection_action.action is 'retry: go on with the event it failed at; skip: go on after it.';
comment on column events.projection_action.position is 'Position of that event.';
comment on column events.projection_action.failure is 'Why the projection was stopped.';
comment on column events.projection_action.reason is 'Why somebody did so, in his own words.';
comment on column events.projection_action.actor is 'Who did it.';
comment on column events.projection_action.acted_at is 'When.';

create view cdviz.projection_action as
select id, projection, version, generation, action, position, failure, reason, actor, acted_at
from events.projection_action;
comment on view cdviz.projection_action is 'What people have done about stopped projections. An event that was skipped is missing from the rows of that version of the projection.';
comment on column cdviz.projection_action.id is 'Number of the action.';
comment on column cdviz.projection_action.projection is 'The projection.';
comment on column cdviz.projection_action.version is 'Version of the projection that failed; a higher one reads the event again.';
comment on column cdviz.projection_action.generation is 'The generation that was stopped.';
comment on column cdviz.projection_action.action is 'retry: go on with the event it failed at; skip: go on after it.';
comment on column cdviz.projection_action.position is 'Position of that event.';
comment on column cdviz.projection_action.failure is 'Why the projection was stopped.';
comment on column cdviz.projection_action.reason is 'Why somebody did so, in his own words.';
comment on column cdviz.projection_action.actor is 'Who did it.';
comment on column cdviz.projection_action.acted_at is 'When.';
