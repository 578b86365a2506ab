-- @tables
create table candidate (
    incident_key text not null,
    incident text not null,
    id text not null,
    rule text not null,
    deployment_id uuid null,
    seconds double precision null,
    alias text null
);
comment on table candidate is 'Deployments that an incident may come from, by rule. A definition says which rules count and how long after.';
comment on column candidate.incident_key is 'Names the incident: its stream.';
comment on column candidate.incident is 'Id of the incident.';
comment on column candidate.id is 'Names its occurrence.';
comment on column candidate.rule is 'said by a correction, link, artifact, service or environment.';
comment on column candidate.deployment_id is 'Id of the deployment; null when a correction says that none caused it.';
comment on column candidate.seconds is 'From the deployment to the incident.';
comment on column candidate.alias is 'The rule by which the link to the deployment is read.';
create index on candidate (incident_key);
create index on candidate (deployment_id);
