-- @tables
create table deployment_place (
    environment text not null,
    service text not null,
    primary key (environment, service)
);
comment on table deployment_place is 'Which services were ever reported in which environments: one row for each history.';
comment on column deployment_place.environment is 'Id of the environment.';
comment on column deployment_place.service is 'Id of the service.';
