-- How the projections stand, for people and for the health check.

alter table events.projection_generation
    add column events_done bigint null,
    add column events_total bigint null;
comment on column events.projection_generation.events_done is 'Events the first fill has folded.';
comment on column events.projection_generation.events_total is 'Events the first fill has to fold.';

create view cdviz.projection_status as
select g.projection as name,
       g.version,
       g.lifecycle,
       g.generation,
       p.last_seq_id as position,
       greatest(head.position - p.last_seq_id, 0) as lag_events,
       coalesce(extract(epoch from now() - oldest.timestamp), 0)::double precision as lag_seconds,
       case when g.stopped_at is not null then 'stopped' when b.generation is not null then 'rebuilding' else 'running' end as state,
       g.stopped_reason as reason,
       g.stopped_position,
       g.stopped_at,
       case when b.events_total > 0 then b.events_done::double precision / b.events_total end as rebuild_progress,
       p.last_updated as updated_at
from events.projection_generation g
join events.mt_event_progression p on p.name = g.progress_name
cross join (select coalesce(max(seq_id), 0) as position from events.mt_events) head
left join events.projection_generation b on b.projection = g.projection and b.role = 'building'
left join events.mt_events oldest on oldest.seq_id = p.last_seq_id + 1
where g.role = 'live';
comment on view cdviz.projection_status is 'How each projection stands.';
comment on column cdviz.projection_status.name is 'The projection.';
comment on column cdviz.projection_status.version is 'Version the live generation was built with.';
comment on column cdviz.projection_status.lifecycle is 'inline: in the append''s own transaction; async: by the daemon, soon after.';
comment on column cdviz.projection_status.generation is 'The generation that the public views show.';
comment on column cdviz.projection_status.position is 'Last position of the log it has applied.';
comment on column cdviz.projection_status.lag_events is 'Positions of the log it has yet to see.';
comment on column cdviz.projection_status.lag_seconds is 'Age of the oldest event it has yet to see, in seconds; 0 when there is none.';
comment on column cdviz.projection_status.state is 'running; stopped by a failure; or rebuilding, while the rows shown stay up to date.';
comment on column cdviz.projection_status.reason is 'Why it is stopped.';
comment on column cdviz.projection_status.stopped_position is 'Position of the event it failed at.';
comment on column cdviz.projection_status.stopped_at is 'When it was stopped.';
comment on column cdviz.projection_status.rebuild_progress is 'Share of the events that a running rebuild has folded, 0 to 1.';
comment on column cdviz.projection_status.updated_at is 'When its progress moved last.';
