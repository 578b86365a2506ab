-- @tables
create table deployment_place (
    place uuid primary key,
    environment text not null,
    service text not null,
    environment_source text null,
    service_source text null
);
comment on table deployment_place is 'Which services were ever reported in which environments: one row for each history.';
comment on column deployment_place.place is 'Names it: cdviz.place_of.';
comment on column deployment_place.environment is 'Id of the environment.';
comment on column deployment_place.service is 'Id of the service.';
comment on column deployment_place.environment_source is 'The environment''s own source; null where none was given.';
comment on column deployment_place.service_source is 'The service''s own source; null where none was given.';
create index on deployment_place (environment, service);
