-- The inbox of all doors: what tools say in words of their own is kept as it came, and translated from there.

alter table events.inbox
    add column source text null,
    add column translators text[] null,
    add column remark text null,
    add column due_at timestamptz null,
    drop constraint inbox_state_check,
    add constraint inbox_state_check check (state in ('waiting', 'done', 'quarantined', 'failed'));
comment on column events.inbox.door is 'Where it came in: sql, webhook, cloudevents, report.';
comment on column events.inbox.source is 'The source it came from, by its name in the settings; of a report its format; null at the SQL door and where it is no source''s.';
comment on column events.inbox.translators is 'What translated it last; null until then, and where it is a CDEvent as it is.';
comment on column events.inbox.remark is 'What there is to say of it: why it means nothing, why it could not be translated, why it waits.';
comment on column events.inbox.due_at is 'When it is tried again, where that has failed; null where nothing is waited for.';
comment on column events.inbox.state is
'waiting; done, all that it says is in the log (it may say nothing); quarantined, some of it is in the quarantine; failed, it could not be translated.';
comment on table events.inbox is
'What came in and is answered before it is checked. An entry that is waiting is never dropped; others are kept for a while, failed ones longer, and can be driven again.';

drop index events.inbox_waiting;
create index inbox_waiting on events.inbox (id) include (received_at, source, due_at) where state = 'waiting';
create index inbox_waiting_of on events.inbox (source, id) where state = 'waiting';
create index inbox_received on events.inbox (received_at, id);
drop index events.inbox_processed;
create index inbox_processed on events.inbox (processed_at, id) include (bytes) where state in ('done', 'quarantined');
create index inbox_failed on events.inbox (processed_at, id) include (bytes) where state = 'failed';
