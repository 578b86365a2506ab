-- @views
create or replace view cdviz.dora_candidate as
select incident, rule, deployment_id, seconds, id, alias
from candidate;
comment on view cdviz.dora_candidate is 'Deployments that an incident may come from, by rule.';
comment on column cdviz.dora_candidate.incident is 'Id of the incident.';
comment on column cdviz.dora_candidate.rule is 'said by a correction, link, artifact, service or environment.';
comment on column cdviz.dora_candidate.deployment_id is 'Id of the deployment; null when a correction says that none caused it.';
comment on column cdviz.dora_candidate.seconds is 'From the deployment to the incident.';
comment on column cdviz.dora_candidate.id is 'Names the occurrence of the incident, as in cdviz.incident.';
comment on column cdviz.dora_candidate.alias is 'The rule from the settings by which the link to the deployment is read; null where it needs none.';
