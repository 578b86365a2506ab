-- The quarantine keeps refused bodies too, has a record of every time an entry was driven again, and can be bounded.

alter table events.quarantine
    add column form text not null default 'bare' check (form in ('bare', 'binary', 'structured')),
    add column state text not null default 'open' check (state in ('open', 'redriven')),
    add column position bigint null,
    add column redriven_at timestamptz null,
    add column attempts bigint not null default 0,
    add column short_lived boolean not null generated always as (reason in ('invalid', 'not-json')) stored,
    add column bytes bigint not null generated always as (
        octet_length(body) + octet_length(message) + coalesce(octet_length(errors::text), 0) + coalesce(octet_length(headers::text), 0)) stored,
    add check ((state = 'redriven') = (position is not null));
update events.quarantine set form = 'structured' where content_type ~* '^\s*application/cloudevents';

-- The same bytes may say one thing as a CDEvent and another as a CloudEvent.
alter table events.quarantine drop constraint quarantine_digest_reason_key;
create unique index quarantine_digest on events.quarantine (digest, reason, form);
drop index events.quarantine_reason;
create index quarantine_received on events.quarantine (state, received_at, id);
-- In the order in which entries are dropped; holds all that is measured.
create index quarantine_last_seen on events.quarantine (state, short_lived, last_seen_at, id) include (reason, bytes);

comment on column events.quarantine.reason is 'Code: unknown-type, unknown-version, conflict, invalid, not-json.';
comment on column events.quarantine.form is 'What the bytes are: a CDEvent (bare), the body of a CloudEvent whose envelope is in the headers (binary), a CloudEvent (structured).';
comment on column events.quarantine.state is 'open, or redriven once it was driven again and is in the log.';
comment on column events.quarantine.position is 'Position of its event in the log, or null while open.';
comment on column events.quarantine.redriven_at is 'When it was first found in the log, or null while open.';
comment on column events.quarantine.attempts is 'How often it was driven again.';
comment on column events.quarantine.short_lived is 'True where its sender was told what is wrong (invalid, not-json): kept for a shorter time.';
comment on column events.quarantine.bytes is 'Bytes of body, message, errors and headers.';

create table events.quarantine_attempt (
    id bigint generated always as identity primary key,
    entry bigint not null references events.quarantine (id) on delete cascade,
    attempted_at timestamptz not null default now(),
    actor text null,
    lenient boolean not null,
    outcome text not null check (outcome in ('appended', 'duplicate', 'quarantined', 'conflict', 'invalid')),
    position bigint null,
    message text not null
);
create index quarantine_attempt_entry on events.quarantine_attempt (entry, id);
comment on table events.quarantine_attempt is 'Each time an entry of the quarantine was driven again; the last 20 of an entry.';
comment on column events.quarantine_attempt.id is 'Number of the attempt.';
comment on column events.quarantine_attempt.entry is 'The entry.';
comment on column events.quarantine_attempt.attempted_at is 'When.';
comment on column events.quarantine_attempt.actor is 'Who: the name of the token, command, or null where the server asks for no token.';
comment on column events.quarantine_attempt.lenient is 'True when violations of the content were let pass as warnings.';
comment on column events.quarantine_attempt.outcome is
'appended; duplicate, it was in the log already; quarantined, still not understood; conflict; invalid, no CDEvent or none that can be stored.';
comment on column events.quarantine_attempt.position is 'Position in the log of the event with its source and id: its own, or in a conflict the other''s. Null where there is none.';
comment on column events.quarantine_attempt.message is 'What came of it in words.';
