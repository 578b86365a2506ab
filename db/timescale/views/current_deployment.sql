-- What runs where now: the latest report of each service in each environment, unless that is stamped ahead of now, or the environment was deleted since.

create or replace view cdviz.current_deployment as
select l.environment, l.service, l.artifact_id, l.version, l.deployed_at, l.position, l.chain_id, l.kind, l.source, l.environment_source, l.service_source, l.place, l.alias
from cdviz.deployment_latest l
where l.removed_at is null and l.last_at <= cdviz.stamp_limit(now())
    and not exists (
        select from cdviz.environment_end n
        where n.environment = l.environment and cdviz.same_source(n.environment_source, l.environment_source) and n.occurred_at >= l.last_at and n.occurred_at <= cdviz.stamp_limit(now()))
union all
select l.environment, l.service, d.artifact_id, d.version, d.deployed_at, d.position, d.chain_id, d.kind, d.source, l.environment_source, l.service_source, l.place, l.alias
from cdviz.deployment_latest l
cross join lateral cdviz.deployment_at(l.place, cdviz.stamp_limit(now())) d
where l.last_at > cdviz.stamp_limit(now());
comment on view cdviz.current_deployment is 'What runs where now: one row for each service in each environment, whichever tool reported it. A report stamped more than five minutes ahead of now does not count yet.';
comment on column cdviz.current_deployment.environment is 'Id of the environment.';
comment on column cdviz.current_deployment.service is 'Id of the service.';
comment on column cdviz.current_deployment.artifact_id is 'The artifact that runs, as reported (a purl).';
comment on column cdviz.current_deployment.version is 'Its version: tag or version, or else digest; null where the purl has none.';
comment on column cdviz.current_deployment.deployed_at is 'When it began to run.';
comment on column cdviz.current_deployment.position is 'Position in the log of the event that put it there.';
comment on column cdviz.current_deployment.chain_id is 'Chain of that event, or null.';
comment on column cdviz.current_deployment.kind is 'How it came to run: deployed, upgraded or rolledback.';
comment on column cdviz.current_deployment.source is 'Who reported it.';
comment on column cdviz.current_deployment.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.current_deployment.service_source is 'The service''s own source; null where none was given.';
comment on column cdviz.current_deployment.place is 'Names the service in the environment, each with its source: to join by.';
comment on column cdviz.current_deployment.alias is 'Rules from the settings by which environment and service are called so; null where none is needed.';
