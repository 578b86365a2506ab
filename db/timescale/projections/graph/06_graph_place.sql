-- @tables
create table graph_place (
    place uuid primary key,
    service_key text not null,
    environment_key text not null
);
comment on table graph_place is 'Places that a service was ever reported in, each with its own source where one was given.';
create index on graph_place (service_key, environment_key);
