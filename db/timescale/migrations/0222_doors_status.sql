-- How what came in by others than POST /cdevents stands, for who may read schema cdviz: counts and times, no bytes.

create view cdviz.inbox_status as
select coalesce(source, door) as source, state, count(*) as entries, min(received_at) as oldest_at, max(received_at) as newest_at,
       max(processed_at) as processed_at
from events.inbox
group by 1, 2;
comment on view cdviz.inbox_status is 'What the inbox holds of each source: entries that wait, and those that were taken and are still kept.';
comment on column cdviz.inbox_status.source is 'The source by its name in the settings, or else the door: sql, webhook, cloudevents, report.';
comment on column cdviz.inbox_status.state is 'waiting; done; quarantined, some of it is in the quarantine; failed, it could not be translated.';
comment on column cdviz.inbox_status.entries is 'How many entries.';
comment on column cdviz.inbox_status.oldest_at is 'When the oldest of them came in.';
comment on column cdviz.inbox_status.newest_at is 'When the newest of them came in.';
comment on column cdviz.inbox_status.processed_at is 'When one of them was taken last; null where none was.';

create view cdviz.quarantine_status as
select reason, state, door, count(*) as entries, sum(bytes)::bigint as bytes, min(last_seen_at) as oldest_at, max(last_seen_at) as newest_at
from events.quarantine
group by 1, 2, 3;
comment on view cdviz.quarantine_status is 'What the quarantine holds, by reason: what came in and is not in the log.';
comment on column cdviz.quarantine_status.reason is 'Why: unknown-type, unknown-version, conflict, invalid, not-json.';
comment on column cdviz.quarantine_status.state is 'open, or redriven: it is in the log by now.';
comment on column cdviz.quarantine_status.door is 'Where it came in: http, sql, webhook, cloudevents, rabbitmq.';
comment on column cdviz.quarantine_status.entries is 'How many entries.';
comment on column cdviz.quarantine_status.bytes is 'Bytes of them.';
comment on column cdviz.quarantine_status.oldest_at is 'When the oldest of them was last seen.';
comment on column cdviz.quarantine_status.newest_at is 'When the newest of them was last seen.';

create view cdviz.alert_status as
select a.name, a.looked_at, case when a.silenced_until > now() then a.silenced_until end as silenced_until,
       (select count(*) from events.alert_message m where m.alert = a.name and m.state = 'waiting') as waiting,
       (select count(*) from events.alert_message m where m.alert = a.name and m.state = 'dead') as dead,
       (select max(m.sent_at) from events.alert_message m where m.alert = a.name) as sent_at
from events.alert a
where a.fingerprint <> '';
comment on view cdviz.alert_status is 'How the alerts of the settings stand.';
comment on column cdviz.alert_status.name is 'The alert.';
comment on column cdviz.alert_status.looked_at is 'When it looked last.';
comment on column cdviz.alert_status.silenced_until is 'Until when it is silent; null where it is not.';
comment on column cdviz.alert_status.waiting is 'Messages that wait to be sent.';
comment on column cdviz.alert_status.dead is 'Messages that could not be sent, of the last 30 days.';
comment on column cdviz.alert_status.sent_at is 'When a message was sent last.';
