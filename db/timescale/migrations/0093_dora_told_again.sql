-- Deployments told several times, and incidents that name only an environment.

alter table cdviz.dora_definition add column repeat_window interval not null default '0';
comment on column cdviz.dora_definition.repeat_window is 'Within which the same deployment told again, by another tool or once more, counts as one.';
comment on column cdviz.dora_definition.incident_rules is 'By which an incident is given to a deployment, the first that fits: link, artifact, service, environment.';

insert into cdviz.dora_definition
select name, 2, source, 'Every deployment counts, once however often it is told within five minutes. A deployment fails when an incident comes from it or it is taken back. Recovery is counted from when the incident was detected.',
       count_rollbacks, count_repeats, lead_steps, incident_rules, attribution_window, failure_rules, recovery_from, rework_rules, '5 minutes'
from cdviz.dora_definition
where name = 'dora' and version = 1
on conflict do nothing;
