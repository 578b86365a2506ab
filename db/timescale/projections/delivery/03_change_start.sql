-- @tables
create table change_start (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    change_id text not null,
    step text not null
);
comment on table change_start is 'When changes were committed and proposed, as reported.';
comment on column change_start.id is 'Id of the event.';
comment on column change_start.position is 'Position from which it is known so.';
comment on column change_start.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column change_start.occurred_at is 'When.';
comment on column change_start.change_id is 'Id of the change.';
comment on column change_start.step is 'committed or created.';
create index on change_start (change_id, step, occurred_at, id);
create index on change_start (id);
create index on change_start (position);
create index on change_start (known_to) where known_to is not null;
