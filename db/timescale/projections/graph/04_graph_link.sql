-- @tables
create table graph_link (
    event_id uuid not null,
    number int not null,
    position bigint not null,
    embedded boolean not null,
    link_type text not null,
    relation text not null,
    chain_key text null,
    source_context text null,
    target_context text null,
    occurred_at timestamptz not null,
    source_event_id text not null,
    primary key (event_id, number)
);
comment on table graph_link is 'One row for each link between events, embedded in one or sent by itself: that the source follows from, or has to do with, the target.';
create index on graph_link (position);
create index on graph_link (chain_key) where not embedded;
create index on graph_link using hash (source_context) where not embedded;
create index on graph_link (target_context);
