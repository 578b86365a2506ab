-- @views
create or replace view cdviz.deployment_place as
select environment, service from deployment_place;
comment on view cdviz.deployment_place is 'Which services were ever reported in which environments: one row for each history of deployments.';
comment on column cdviz.deployment_place.environment is 'Id of the environment.';
comment on column cdviz.deployment_place.service is 'Id of the service.';
