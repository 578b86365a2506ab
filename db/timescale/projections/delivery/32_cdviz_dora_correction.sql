-- @views
create or replace view cdviz.dora_correction as
select id, position, occurred_at, action, target, incident, deployment, known_to, amendment, made_by, reason
from correction_fact;
comment on view cdviz.dora_correction is 'Corrections: what was said to be otherwise, by whom and why.';
comment on column cdviz.dora_correction.id is 'Id of the corrections event.';
comment on column cdviz.dora_correction.position is 'Position from which it holds.';
comment on column cdviz.dora_correction.occurred_at is 'When it was made.';
comment on column cdviz.dora_correction.action is 'retract, amend or attribute.';
comment on column cdviz.dora_correction.target is 'Id of the event that is corrected.';
comment on column cdviz.dora_correction.incident is 'The incident that is attributed.';
comment on column cdviz.dora_correction.deployment is 'Id of the deployment that caused it; null where none did.';
comment on column cdviz.dora_correction.known_to is 'Position of a later attribution of the same incident.';
comment on column cdviz.dora_correction.amendment is 'What is said instead.';
comment on column cdviz.dora_correction.made_by is 'Who made it.';
comment on column cdviz.dora_correction.reason is 'Why.';
