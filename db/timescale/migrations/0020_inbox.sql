-- What came in by a door that answers before the event is checked: committed as it came, then taken into the log by the server.

create table events.inbox (
    id bigint generated always as identity primary key,
    received_at timestamptz not null default clock_timestamp(),
    door text not null,
    sender text null,
    content_type text null,
    form text not null default 'bare' check (form in ('bare', 'binary', 'structured')),
    headers jsonb null,
    body bytea not null,
    state text not null default 'waiting' check (state in ('waiting', 'done', 'quarantined')),
    attempts int not null default 0,
    processed_at timestamptz null,
    results jsonb null,
    bytes bigint not null generated always as (octet_length(body) + coalesce(octet_length(headers::text), 0)) stored,
    check ((state = 'waiting') = (processed_at is null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
create index inbox_waiting on events.inbox (id) include (received_at) where state = 'waiting';
create index inbox_processed on events.inbox (processed_at, id) include (bytes) where state <> 'waiting';
comment on table events.inbox is
'What came in and is answered before it is checked. An entry that is waiting is never dropped; others are kept for a while and can be driven again.';
comment on column events.inbox.id is 'Number of the entry; entries are taken in this order.';
comment on column events.inbox.received_at is 'When it came in.';
comment on column events.inbox.door is 'Where it came in: sql.';
comment on column events.inbox.sender is 'Who sent it: the login at the SQL door, the name of the token at others, or null.';
comment on column events.inbox.content_type is 'Media type it came with, or null.';
comment on column events.inbox.form is 'What the bytes are: as they are (bare), the body of a CloudEvent whose envelope is in the headers (binary), a CloudEvent (structured).';
comment on column events.inbox.headers is 'Headers it came with, credentials left out, or null.';
comment on column events.inbox.body is 'The bytes as they came.';
comment on column events.inbox.state is 'waiting; done, all that it holds is in the log; quarantined, some of it is in the quarantine.';
comment on column events.inbox.attempts is 'How often it has been taken.';
comment on column events.inbox.processed_at is 'When it was taken last; null while it waits.';
comment on column events.inbox.results is 'What became of each event in it: [{outcome, source, id, position, quarantineId, message}]; null until it was taken.';
comment on column events.inbox.bytes is 'Bytes of body and headers.';
