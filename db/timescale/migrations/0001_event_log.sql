-- What is ours around the log. The mt_ tables are Marten's, which has made them before; where it does not look, they are set up for this use.
-- Collation "C" makes comparing the long ids cheap; Marten does not look at it.
-- formerly 03da1584de9246cae7ed7f161b15bf1acc48d679c5fad0e33029ab8dc9141845

create schema if not exists events;
revoke all on schema events from public;
comment on schema events is 'The ordered log of CDEvents, kept by Marten, and what keeps it and the read tables going.';

alter table events.mt_streams alter column id type varchar collate "C", set (fillfactor = 80);
alter table events.mt_events alter column stream_id type varchar collate "C", alter column type type varchar(500) collate "C";
alter table events.mt_event_progression set (fillfactor = 50);

comment on table events.mt_streams is 'One row per stream: the subject whose events it holds.';
comment on column events.mt_streams.id is 'Stream id: <subject type>|<subject source>|<subject id>.';
comment on column events.mt_streams.type is 'Marten''s aggregate type; null, for our streams are not bound to one.';
comment on column events.mt_streams.version is 'Version of the last event, which is also the number of events.';
comment on column events.mt_streams.timestamp is 'When the last event was recorded.';
comment on column events.mt_streams.created is 'When the first event was recorded.';
comment on column events.mt_streams.tenant_id is 'Marten''s tenant; always *DEFAULT*.';
comment on column events.mt_streams.is_archived is 'Marten''s archive mark; false.';

comment on table events.mt_events is 'One row per event, in the order of commits. Appended under one lock, by Marten.';
comment on column events.mt_events.seq_id is 'Position in the whole log: 1, 2, 3 … in the order of commits, without holes.';
comment on column events.mt_events.id is 'Event id: UUIDv5 of (context.source, context.id).';
comment on column events.mt_events.stream_id is 'The stream it belongs to.';
comment on column events.mt_events.version is 'Place in the stream: 1, 2, 3 … without holes.';
comment on column events.mt_events.data is 'The whole CDEvent as sent.';
comment on column events.mt_events.bdata is 'Marten''s binary form of the data; null.';
comment on column events.mt_events.type is 'Name of the event type: pipeline_run_started.';
comment on column events.mt_events.timestamp is 'When it was recorded; never falls from one position to the next.';
comment on column events.mt_events.tenant_id is 'Marten''s tenant; always *DEFAULT*.';
comment on column events.mt_events.mt_dotnet_type is 'The .NET record of the type: CdViz.Domain.Content.PipelineRunStarted, CdViz.Domain.';
comment on column events.mt_events.correlation_id is 'context.chainId, or null.';
comment on column events.mt_events.causation_id is 'The event that caused this one, where it is known.';
comment on column events.mt_events.headers is 'occurredAt (UTC, yyyy-MM-ddTHH:mm:ss.ffffffZ), digest (SHA-256 of the canonical JSON), door, specVersion, type, source and contextId as sent.';
comment on column events.mt_events.user_name is 'Who sent it: the name of the token, or null.';
comment on column events.mt_events.is_archived is 'Marten''s archive mark; false.';

comment on sequence events.mt_events_sequence is 'Kept at the last position, where Marten looks for it.';

comment on table events.mt_event_progression is 'How far each projection has come.';
comment on column events.mt_event_progression.name is 'The projection''s shard: name:All or name:V2:All.';
comment on column events.mt_event_progression.last_seq_id is 'Position of the last event applied.';
comment on column events.mt_event_progression.last_updated is 'When it was applied.';

comment on table events.mt_high_water_skips is 'Marten''s record of holes in the sequence it has skipped; empty, for there are no holes.';
comment on column events.mt_high_water_skips.ending_sequence is 'Last position of the hole.';
comment on column events.mt_high_water_skips.starting_sequence is 'First position of the hole.';
comment on column events.mt_high_water_skips.timestamp is 'When it was skipped.';

create table events.subject_stream (
    subject_id varchar collate "C" not null,
    subject_type varchar collate "C" not null,
    stream_id varchar collate "C" not null,
    primary key (subject_id, subject_type, stream_id)
);
comment on table events.subject_stream is 'Which streams tell about a subject: one per source that reports it.';
comment on column events.subject_stream.subject_id is 'The subject''s id as sent.';
comment on column events.subject_stream.subject_type is 'Type of the subject: pipelinerun, service.';
comment on column events.subject_stream.stream_id is 'The stream.';

create table events.chain_event (
    chain_id varchar collate "C" not null,
    position bigint not null,
    primary key (chain_id, position)
);
comment on table events.chain_event is 'Which events belong to a chain; Marten''s layout has no index on the correlation id.';
comment on column events.chain_event.chain_id is 'context.chainId.';
comment on column events.chain_event.position is 'Position of the event.';
