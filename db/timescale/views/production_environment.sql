-- Which environments are production.

create or replace view cdviz.production_environment as
select p.environment from cdviz.dora_production p where p.environment not like '%*%'
union
select d.environment
from (select distinct environment from cdviz.deployment_place) d
where exists (select from cdviz.dora_production p where p.environment like '%*%' and cdviz.matches(d.environment, p.environment));
comment on view cdviz.production_environment is 'Environments that count as production: those the settings name, and those that fit its patterns and ever had a service.';
comment on column cdviz.production_environment.environment is 'Id of the environment.';
