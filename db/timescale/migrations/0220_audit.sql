-- Who did what to the store.

create table events.audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    actor text null,
    address text null,
    door text not null check (door in ('http', 'page', 'command')),
    action text not null,
    target text not null,
    outcome text null check (outcome in ('done', 'refused', 'failed')),
    status int null,
    took interval null,
    trace_id text null
);
create index audit_at on events.audit (at desc, id desc);
create index audit_actor on events.audit (actor, at desc, id desc);
comment on table events.audit is
'Who did what to the store, written before it is done: corrections, rebuilds, what was driven again, changes of subscriptions and alerts, questions in SQL, commands that write. Who sent an event is with the event.';
comment on column events.audit.id is 'Number of the entry.';
comment on column events.audit.at is 'When it began.';
comment on column events.audit.actor is 'Name of the token, or of the login on the machine that ran the command; null where the server asks for no token.';
comment on column events.audit.address is 'Address that the request came from; of a command the machine.';
comment on column events.audit.door is 'http, page or command.';
comment on column events.audit.action is 'What was done: method and route of the request, or the command.';
comment on column events.audit.target is 'What it was done to: the path with its query, or the arguments; at most 2000 characters.';
comment on column events.audit.outcome is 'done, refused or failed; null while it goes on, and where the server ended before it did.';
comment on column events.audit.status is 'HTTP status of the answer, or exit code of the command.';
comment on column events.audit.took is 'How long it took.';
comment on column events.audit.trace_id is 'W3C trace id of the request.';
