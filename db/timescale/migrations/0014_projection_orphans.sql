-- Projections whose file is gone; their state, and how many events were skipped, in the status.

alter table events.projection_generation add column orphaned_at timestamptz null;
comment on column events.projection_generation.orphaned_at is 'When a server was started that does not have the projection; null while one has it.';

create or replace view cdviz.projection_status as
select g.projection as name,
       g.version,
       g.lifecycle,
       g.generation,
       p.last_seq_id as position,
       greatest(head.position - p.last_seq_id, 0) as lag_events,
       coalesce(extract(epoch from now() - oldest.timestamp), 0)::double precision as lag_seconds,
       case when g.orphaned_at is not null then 'orphaned'
            when g.stopped_at is not null then 'stopped'
            when b.generation is not null then 'rebuilding'
            else 'running' end as state,
       g.stopped_reason as reason,
       g.stopped_position,
       g.stopped_at,
       case when b.events_total > 0 then b.events_done::double precision / b.events_total end as rebuild_progress,
       p.last_updated as updated_at,
       (select count(distinct a.position) from events.projection_action a
        where a.projection = g.projection and a.version = g.version and a.action = 'skip') as skipped
from events.projection_generation g
join events.mt_event_progression p on p.name = g.progress_name
cross join (select coalesce(max(seq_id), 0) as position from events.mt_events) head
left join events.projection_generation b on b.projection = g.projection and b.role = 'building'
left join events.mt_events oldest on oldest.seq_id = p.last_seq_id + 1
where g.role = 'live';
comment on column cdviz.projection_status.state is
'running; stopped by a failure; rebuilding, while the rows shown stay up to date; or orphaned, when no server has the projection any more: its rows stay as they are.';
comment on column cdviz.projection_status.skipped is 'Events that were skipped because the projection fails at them.';
