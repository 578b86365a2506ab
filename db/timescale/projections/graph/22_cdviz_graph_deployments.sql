-- @views
create or replace view cdviz.graph_deployments as
select s.node_id as service, coalesce(w.node_id, '') as environment, a.node_id as artifact_id, d.occurred_at as valid_from, d.valid_to,
       d.context_id, d.position, d.service_key, d.environment_key, d.artifact_key, d.rank, d.removed, d.place, d.environment_source, s.node_source as service_source
from graph_deployment d
left join graph_node s on s.node_key = d.service_key
left join graph_node w on w.node_key = d.environment_key
left join graph_node a on a.node_key = d.artifact_key;
comment on view cdviz.graph_deployments is 'What each service ran in each environment, from when to when; without artifact from when it was taken away.';
comment on column cdviz.graph_deployments.service is 'Id of the service.';
comment on column cdviz.graph_deployments.environment is 'Id of the environment; empty where the report names none.';
comment on column cdviz.graph_deployments.artifact_id is 'The artifact, as it was first spelled; null when the service was taken away.';
comment on column cdviz.graph_deployments.valid_from is 'When the report of it occurred.';
comment on column cdviz.graph_deployments.valid_to is 'When the next report of the service in the environment occurred; null while it is the last.';
comment on column cdviz.graph_deployments.context_id is 'context.id of the report.';
comment on column cdviz.graph_deployments.position is 'Position of the report in the log.';
comment on column cdviz.graph_deployments.service_key is 'Key of the service in graph_nodes.';
comment on column cdviz.graph_deployments.environment_key is 'Key of the environment in graph_nodes.';
comment on column cdviz.graph_deployments.artifact_key is 'Key of the artifact in graph_nodes.';
comment on column cdviz.graph_deployments.rank is 'Order of reports of one time: the life cycle''s.';
comment on column cdviz.graph_deployments.removed is 'True where it was taken away.';
comment on column cdviz.graph_deployments.place is 'Names the service in the environment, each with its own source where one was given.';
comment on column cdviz.graph_deployments.environment_source is 'The environment''s own source; null where none was given.';
comment on column cdviz.graph_deployments.service_source is 'The service''s own source; null where none was given.';
