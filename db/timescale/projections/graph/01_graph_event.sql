-- The graph of cause and evidence: subjects as nodes, references and links as edges, with the names and columns of cdviz-db's tables, and some more.

-- @tables
create table graph_event (
    position bigint not null primary key,
    event_id uuid not null,
    context_id text not null,
    context_key text not null,
    chain_key text null,
    occurred_at timestamptz not null,
    rank smallint not null,
    subject_type text not null,
    predicate text not null,
    subject_id text not null,
    node_key text not null,
    outcome text null
);
comment on table graph_event is 'One row for each event but links, to find events by context id, chain and subject.';
-- A hash index where few rows share a value: it walks through all that do for each new one. A chain, or what links name, may be shared by any number.
create index on graph_event using hash (context_key);
create index on graph_event (chain_key);
create index on graph_event (node_key, occurred_at);
