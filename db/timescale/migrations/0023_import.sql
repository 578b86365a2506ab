-- How far the import of other databases' event lakes has come, so that it goes on where it was.

create table events.import (
    source text primary key,
    name text not null,
    started_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    finished_at timestamptz null,
    snapshot_at timestamptz not null,
    last_imported_at timestamptz null,
    last_timestamp timestamptz null,
    last_context_id text null,
    last_subject text null,
    events_read bigint not null default 0,
    appended bigint not null default 0,
    duplicates bigint not null default 0,
    quarantined bigint not null default 0
);
comment on table events.import is 'One row for each database whose event lake was imported.';
comment on column events.import.source is 'The database: identifiers of its server and of itself there.';
comment on column events.import.name is 'Its name when it was read last: database@host:port.';
comment on column events.import.started_at is 'When it was read first.';
comment on column events.import.updated_at is 'When the import came further last.';
comment on column events.import.finished_at is 'When its end was reached last; null when a run was stopped before.';
comment on column events.import.snapshot_at is 'Time of the source up to which everything there has been seen, once the end was reached.';
comment on column events.import.last_imported_at is 'imported_at of the last event read.';
comment on column events.import.last_timestamp is 'timestamp of the last event read.';
comment on column events.import.last_context_id is 'context_id of the last event read.';
comment on column events.import.last_subject is 'subject of the last event read.';
comment on column events.import.events_read is 'Events read, in all runs.';
comment on column events.import.appended is 'Of these, the ones that came into the log.';
comment on column events.import.duplicates is 'The ones that were there before.';
comment on column events.import.quarantined is 'The ones that are in the quarantine.';
