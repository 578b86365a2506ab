-- @tables
create table correction_fact (
    id uuid not null,
    position bigint not null,
    occurred_at timestamptz not null,
    action text not null,
    target uuid null,
    incident text null,
    deployment uuid null,
    known_to bigint null,
    amendment jsonb null,
    made_by text null,
    reason text null
);
comment on table correction_fact is 'Corrections: what was said to be otherwise, by whom and why.';
comment on column correction_fact.id is 'Id of the corrections event.';
comment on column correction_fact.position is 'Position from which it holds.';
comment on column correction_fact.occurred_at is 'When it was made.';
comment on column correction_fact.action is 'retract, amend or attribute.';
comment on column correction_fact.target is 'Id of the event that is corrected.';
comment on column correction_fact.incident is 'The incident that is attributed.';
comment on column correction_fact.deployment is 'Id of the deployment that caused it; null where none did.';
comment on column correction_fact.known_to is 'Position of a later attribution of the same incident.';
comment on column correction_fact.amendment is 'What is said instead.';
comment on column correction_fact.made_by is 'Who made it.';
comment on column correction_fact.reason is 'Why.';
create index on correction_fact (incident) where incident is not null;
create index on correction_fact (position);
