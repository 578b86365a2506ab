-- CloudEvents of others, as they came.

create table cdviz.cloudevent_raw (
    source text not null,
    event_id text not null,
    inbox_id bigint not null,
    received_at timestamptz not null,
    type text not null,
    subject text null,
    time timestamptz null,
    event jsonb not null,
    primary key (source, event_id)
);
create index cloudevent_raw_received on cdviz.cloudevent_raw (received_at);
create index cloudevent_raw_type on cdviz.cloudevent_raw (type, received_at);
comment on table cdviz.cloudevent_raw is
'CloudEvents that came to POST /cloudevents, whatever was made of them; each source and id once, as it came first. Kept for as long as Inbox:KeepCloudEventsFor says.';
comment on column cdviz.cloudevent_raw.source is 'Its attribute source.';
comment on column cdviz.cloudevent_raw.event_id is 'Its attribute id.';
comment on column cdviz.cloudevent_raw.inbox_id is 'The entry of the inbox it came with: GET /inbox/{id}.';
comment on column cdviz.cloudevent_raw.received_at is 'When it came in.';
comment on column cdviz.cloudevent_raw.type is 'Its attribute type.';
comment on column cdviz.cloudevent_raw.subject is 'Its attribute subject, or null.';
comment on column cdviz.cloudevent_raw.time is 'Its attribute time, or null.';
comment on column cdviz.cloudevent_raw.event is 'All of it in the JSON format of CloudEvents; data that are no JSON in data_base64.';
