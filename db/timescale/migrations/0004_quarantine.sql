-- What came in and could not be understood, with its bytes.

create table events.quarantine (
    id bigint generated always as identity primary key,
    received_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    times_seen bigint not null default 1,
    door text not null,
    sender text null,
    reason text not null,
    message text not null,
    errors jsonb null,
    headers jsonb null,
    content_type text null,
    body bytea not null,
    source text null,
    event_id text null,
    digest text not null,
    unique (digest, reason)
);
create index quarantine_reason on events.quarantine (reason, id);
comment on table events.quarantine is 'What came in and could not be understood or conflicts with the log: kept to be looked at and driven again.';
comment on column events.quarantine.id is 'Number of the entry.';
comment on column events.quarantine.received_at is 'When it came in first.';
comment on column events.quarantine.last_seen_at is 'When it came in last.';
comment on column events.quarantine.times_seen is 'How often the same bytes came in with the same reason.';
comment on column events.quarantine.door is 'Where it came in: http, amqp.';
comment on column events.quarantine.sender is 'Who sent it: the name of the token, or null.';
comment on column events.quarantine.reason is 'Code: unknown-type, unknown-version, conflict.';
comment on column events.quarantine.message is 'The reason in words.';
comment on column events.quarantine.errors is 'What was wrong: [{pointer, rule, message}], or null.';
comment on column events.quarantine.headers is 'Headers it came with, credentials left out, or null.';
comment on column events.quarantine.content_type is 'Media type it came with, or null.';
comment on column events.quarantine.body is 'The bytes as they came.';
comment on column events.quarantine.source is 'context.source where it could be read.';
comment on column events.quarantine.event_id is 'context.id where it could be read.';
comment on column events.quarantine.digest is 'SHA-256 of the bytes, lower-case hex.';
