-- Alerts: what each has looked at and told, and the messages that are to be sent.

create table events.alert (
    name text primary key,
    fingerprint text not null,
    looked_at timestamptz not null default now(),
    position bigint not null default -1,
    silenced_until timestamptz null,
    silenced_by text null,
    silenced_why text null
);
comment on table events.alert is 'The alerts of the settings that have looked at the tables at least once.';
comment on column events.alert.name is 'Its name in the settings.';
comment on column events.alert.fingerprint is 'What it looks for: when that changes, all that is there already counts as seen.';
comment on column events.alert.looked_at is 'When it looked last.';
comment on column events.alert.position is 'Up to where in the log it has heard sources; -1 for what listens to none.';
comment on column events.alert.silenced_until is 'Until when nothing is told; null or past where it is.';
comment on column events.alert.silenced_by is 'Who silenced it.';
comment on column events.alert.silenced_why is 'Why, in his own words.';

create table events.alert_seen (
    alert text not null,
    key text not null,
    at timestamptz not null,
    seen_at timestamptz not null default now(),
    state text not null check (state in ('told', 'baseline', 'silenced')),
    is_open boolean not null default false,
    facts jsonb not null,
    primary key (alert, key)
);
create index alert_seen_old on events.alert_seen (seen_at) where not is_open;
comment on table events.alert_seen is 'What an alert has seen: an occurrence is told once, whatever is sent, rebuilt or restarted.';
comment on column events.alert_seen.alert is 'The alert.';
comment on column events.alert_seen.key is 'Names the occurrence, by what it is and not by when it was seen.';
comment on column events.alert_seen.at is 'When it happened.';
comment on column events.alert_seen.seen_at is 'When it was seen.';
comment on column events.alert_seen.state is 'told; baseline, as it was there when the alert was new; or silenced.';
comment on column events.alert_seen.is_open is 'True while a condition lasts, whose end is told too.';
comment on column events.alert_seen.facts is 'What is known of it.';

create table events.alert_heard (
    alert text not null,
    pattern text not null,
    heard_at timestamptz not null,
    primary key (alert, pattern)
);
comment on table events.alert_heard is 'When the sources were last heard whose silence is an alert.';
comment on column events.alert_heard.alert is 'The alert.';
comment on column events.alert_heard.pattern is 'The source, or pattern of sources.';
comment on column events.alert_heard.heard_at is 'When the last event of it was recorded, or when the alert began to listen.';

create table events.alert_message (
    id bigint generated always as identity primary key,
    alert text not null,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'dead', 'silenced')),
    created_at timestamptz not null default now(),
    due_at timestamptz not null,
    taken_until timestamptz null,
    attempts int not null default 0,
    items jsonb not null,
    item_count int not null,
    error text null,
    sent_at timestamptz null
);
create index alert_message_due on events.alert_message (due_at) where state = 'waiting';
create index alert_message_of on events.alert_message (alert, id);
create index alert_message_old on events.alert_message (created_at) where state <> 'waiting';
comment on table events.alert_message is 'Messages of alerts. One is written in the transaction that notes what it tells, and sent afterwards by one node.';
comment on column events.alert_message.id is 'Number of the message; receivers get it, to know one that comes twice.';
comment on column events.alert_message.alert is 'The alert.';
comment on column events.alert_message.state is 'waiting; sent; dead, it could not be sent; silenced, it was not to be sent any more.';
comment on column events.alert_message.created_at is 'When the first of it was seen.';
comment on column events.alert_message.due_at is 'When it is to be sent, or tried again.';
comment on column events.alert_message.taken_until is 'Until when a node is sending it; null while none does.';
comment on column events.alert_message.attempts is 'How often it was tried.';
comment on column events.alert_message.items is 'What it tells, the first fifty.';
comment on column events.alert_message.item_count is 'How many there are.';
comment on column events.alert_message.error is 'Why it could not be sent the last time.';
comment on column events.alert_message.sent_at is 'When it was sent.';
