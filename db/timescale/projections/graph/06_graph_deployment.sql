-- @tables
create table graph_deployment (
    event_id uuid not null primary key,
    position bigint not null,
    service_key text not null,
    environment_key text not null,
    artifact_key text null,
    occurred_at timestamptz not null,
    rank smallint not null,
    valid_to timestamptz null,
    context_id text not null,
    removed boolean not null,
    place uuid not null,
    environment_source text null
) with (fillfactor = 80);
comment on table graph_deployment is 'One row for each report of what a service runs in an environment, or that it was taken away.';
create index on graph_deployment (position);
create index on graph_deployment (service_key, environment_key, occurred_at, rank, event_id);
create index on graph_deployment (place, occurred_at, rank, event_id);
create index on graph_deployment (service_key, artifact_key, valid_to desc);
create index on graph_deployment (artifact_key);
