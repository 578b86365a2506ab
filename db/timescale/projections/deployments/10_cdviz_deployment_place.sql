-- @views
create or replace view cdviz.deployment_place as
select environment, service, environment_source, service_source, place from deployment_place;
comment on view cdviz.deployment_place is 'Which services were ever reported in which environments: one row for each history of deployments.';
comment on column cdviz.deployment_place.environment is 'Id of the environment.';
comment on column cdviz.deployment_place.service is 'Id of the service.';
comment on column cdviz.deployment_place.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.deployment_place.service_source is 'The service''s own source; null where none was given.';
comment on column cdviz.deployment_place.place is 'Names the service in the environment, each with its source: to join by.';
