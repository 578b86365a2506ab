-- @tables
create table graph_link_target (
    event_id uuid not null,
    number int not null,
    from_event uuid not null,
    to_event uuid not null,
    from_key text not null,
    to_key text not null,
    relation text not null,
    occurred_at timestamptz not null,
    source_event_id text not null,
    primary key (event_id, number, from_event, to_event)
);
comment on table graph_link_target is 'The events that a link joins, those of its own chain first; several where the context ids are not unique.';
create index on graph_link_target (from_key, to_key, relation);
create index on graph_link_target (from_event);
create index on graph_link_target (to_event);
