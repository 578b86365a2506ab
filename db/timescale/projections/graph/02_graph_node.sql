-- @tables
create table graph_node (
    node_key text not null primary key,
    node_type text not null,
    node_id text not null,
    first_seen_at timestamptz not null,
    reported boolean not null,
    properties jsonb not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null,
    node_source text null
) with (fillfactor = 80);
comment on table graph_node is 'One row for each subject that was reported or named; environments and services also by a source of their own.';
create index on graph_node using hash (node_id);
create index on graph_node using hash (node_id) where node_type = 'unknown';
