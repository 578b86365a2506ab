-- Which files of db/timescale/views and db/timescale/metrics this database has, and which it could not take yet.

create table events.read_definition (
    name text primary key,
    digest text null,
    applied_at timestamptz null,
    refused_reason text null
);
comment on table events.read_definition is 'The files of views and functions that read several projections: those that were applied, and those that could not be yet.';
comment on column events.read_definition.name is 'The file: metrics/dora_lead_time.sql.';
comment on column events.read_definition.digest is 'SHA-256 of the text that was applied last, lower-case hex; null when none was.';
comment on column events.read_definition.applied_at is 'When it was applied.';
comment on column events.read_definition.refused_reason is 'Why the program''s text could not be applied; null when it was. It is tried again after every switch and at every start.';
