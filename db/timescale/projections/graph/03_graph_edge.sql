-- @tables
create table graph_edge (
    from_key text not null,
    to_key text not null,
    relation text not null,
    kind text not null,
    first_at timestamptz not null,
    first_id uuid not null,
    source_event_id text not null,
    valid_from timestamptz null,
    valid_to timestamptz null,
    shown boolean not null default true,
    primary key (from_key, to_key, relation, kind)
) with (fillfactor = 80);
comment on table graph_edge is 'One row for each thing that one subject has to do with another: for each kind of evidence, the first that said so. Of several kinds the first is shown.';
create index on graph_edge (to_key, from_key);
