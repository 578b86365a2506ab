-- Every service that was ever reported, with the names and columns of cdviz-db's view, and some more.

-- @tables
create table service (
    key text not null,
    ordinal int not null,
    subject_id text not null,
    source text not null,
    deployed_at timestamptz null,
    upgraded_at timestamptz null,
    rolledback_at timestamptz null,
    removed_at timestamptz null,
    published_at timestamptz null,
    environments text not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    position bigint not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table service is 'One row for each service, whichever tools reported it and wherever it runs.';
comment on column service.key is 'Id of the service.';
comment on column service.ordinal is 'Always 1: there is one row for a key.';
comment on column service.subject_id is 'Id of the service.';
comment on column service.source is 'Who reported it last.';
comment on column service.deployed_at is 'When it was last deployed, in whatever environment.';
comment on column service.upgraded_at is 'When it was last upgraded.';
comment on column service.rolledback_at is 'When a roll-back was last sent.';
comment on column service.removed_at is 'When it was last removed.';
comment on column service.published_at is 'When it could last be reached from outside.';
comment on column service.environments is 'Where it runs: a JSON array of ids, sorted.';
comment on column service.first_seen_at is 'When its first event occurred.';
comment on column service.last_seen_at is 'When its last event occurred.';
comment on column service.position is 'Position of that event.';
comment on column service.last_at is 'When the last event that was folded in occurred.';
comment on column service.last_rank is 'Its rank in the life cycle.';
comment on column service.last_id is 'Its id.';

-- @indexes
alter table service add primary key (key, ordinal);

-- @views
-- The payload is fetched from the log only by a query that asks for it.
create or replace view cdviz.service as
select s.key as subject_id, s.deployed_at, s.upgraded_at, s.rolledback_at, s.removed_at, s.published_at,
       (select e.data from events.mt_events e where e.seq_id = s.position) as last_payload,
       s.source,
       array(select jsonb_array_elements_text(s.environments::jsonb)) as environments,
       s.first_seen_at, s.last_seen_at, s.position
from service s;
comment on view cdviz.service is 'Every service: one row each, whichever tools reported it. Where which version runs is in cdviz.current_deployment, what ran when in cdviz.deployment.';
comment on column cdviz.service.subject_id is 'Id of the service.';
comment on column cdviz.service.deployed_at is 'When it was last deployed, in whatever environment.';
comment on column cdviz.service.upgraded_at is 'When it was last upgraded, in whatever environment.';
comment on column cdviz.service.rolledback_at is 'When a roll-back was last sent; inferred ones are in cdviz.deployment.';
comment on column cdviz.service.removed_at is 'When it was last removed, from whatever environment; it may run in others, see environments.';
comment on column cdviz.service.published_at is 'When it could last be reached from outside.';
comment on column cdviz.service.last_payload is 'Its last event as sent.';
comment on column cdviz.service.source is 'Who reported it last: the source of the subject.';
comment on column cdviz.service.environments is 'Ids of the environments it runs in, sorted; empty when it runs nowhere.';
comment on column cdviz.service.first_seen_at is 'When its first event occurred.';
comment on column cdviz.service.last_seen_at is 'When its last event occurred.';
comment on column cdviz.service.position is 'Position of that event in the log.';
