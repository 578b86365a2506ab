-- Marten appends now. What belongs to a batch besides the events themselves stays ours: two short routines
-- before and after, in its transaction.

drop function if exists events.append(uuid[], text[], text[], text[], jsonb[], jsonb[], text[], text[]);

create function events.begin_batch(out head bigint, out recorded timestamptz)
language plpgsql
set search_path = events, pg_temp
as $$
declare
    drawn bigint;
begin
    select e.seq_id, e.timestamp into head, recorded from mt_events e order by e.seq_id desc limit 1;
    head := coalesce(head, 0);
    select case when s.is_called then s.last_value else s.last_value - 1 end into drawn from mt_events_sequence s;
    if drawn <> head then
        perform setval('mt_events_sequence', greatest(head, 1), head > 0);
    end if;

    recorded := greatest(recorded, clock_timestamp());
end
$$;
comment on function events.begin_batch is
'Called under the lock of the appends, before a batch is appended. Puts the sequence back to the last position, should a transaction that was rolled back have
left it ahead: so positions have no holes. Answers the last position, and the time at which the batch is recorded, which is never before that of the last event.';
revoke all on function events.begin_batch from public;

create procedure events.finish_batch(reached bigint)
language plpgsql
set search_path = events, pg_temp
as $$
declare
    head bigint;
begin
    select s.last_value into head from mt_events_sequence s;
    if head <> reached then
        raise exception using errcode = 'CD004', message = format('the batch has reached position %s, and was to reach %s', head, reached);
    end if;

    update mt_event_progression p
    set last_seq_id = head, last_updated = now()
    from projection_generation g
    where g.joined and p.name = g.progress_name;
    perform pg_notify('mt_events_appended', head::text);
end
$$;
comment on procedure events.finish_batch is
'Called when events have been appended, in their transaction, with the position that they are to have reached: it fails if they have not. Moves on the progress of the projections whose rows the appends write themselves, and tells who listens.';
revoke all on procedure events.finish_batch from public;

-- Which streams tell about a subject, and which events belong to a chain, are in the log itself; Marten is told not to look at these two indexes.

drop table events.subject_stream;
create index streams_by_subject on events.mt_streams (substr(id, length(split_part(id, '|', 1)) + length(split_part(id, '|', 2)) + 3));
create view events.subject_stream as
select substr(id, length(split_part(id, '|', 1)) + length(split_part(id, '|', 2)) + 3) as subject_id, split_part(id, '|', 1) as subject_type, id as stream_id
from events.mt_streams;
comment on view events.subject_stream is 'Which streams tell about a subject: one per source that reports it.';
comment on column events.subject_stream.subject_id is 'The subject''s id as sent.';
comment on column events.subject_stream.subject_type is 'Type of the subject: pipelinerun, service.';
comment on column events.subject_stream.stream_id is 'The stream.';

drop table events.chain_event;
create index events_by_chain on events.mt_events (correlation_id collate "C", seq_id) where correlation_id is not null;
create view events.chain_event as
select correlation_id collate "C" as chain_id, seq_id as position from events.mt_events where correlation_id is not null;
comment on view events.chain_event is 'Which events belong to a chain.';
comment on column events.chain_event.chain_id is 'context.chainId.';
comment on column events.chain_event.position is 'Position of the event.';

-- The progress of the generation that is shown is also that of the projection's shard in Marten's daemon.

create or replace function events.advance(progress text, expected bigint, reached bigint) returns void
language plpgsql
set search_path = events, pg_temp
as $$
begin
    update mt_event_progression set last_seq_id = reached, last_updated = now() where name = progress and last_seq_id = expected;
    if not found then
        raise exception using errcode = 'CD003', message = format('the progress %s does not stand at %s any more', progress, expected);
    end if;

    update mt_event_progression p set last_seq_id = reached, last_updated = now()
    from projection_generation g
    where g.progress_name = progress and g.role = 'live' and p.name = g.projection || ':All';
end
$$;

create or replace function events.advance_idle(progress text[], expected bigint[], reached bigint)
returns table (name text, moved boolean, overtaken boolean)
language sql
set search_path = events, pg_temp
as $$
    with idle as (
        select * from unnest(advance_idle.progress, advance_idle.expected) as i (name, expected)
    ), free as (
        select p.name
        from events.mt_event_progression p
        join idle on idle.name = p.name and idle.expected = p.last_seq_id
        for update of p skip locked
    ), moved as (
        update events.mt_event_progression p set last_seq_id = advance_idle.reached, last_updated = now()
        from free
        where p.name = free.name
        returning p.name
    ), shards as (
        update events.mt_event_progression p set last_seq_id = advance_idle.reached, last_updated = now()
        from moved
        join events.projection_generation g on g.progress_name = moved.name and g.role = 'live'
        where p.name = g.projection || ':All'
    )
    select idle.name, moved.name is not null, p.last_seq_id is distinct from idle.expected
    from idle
    left join moved on moved.name = idle.name
    left join events.mt_event_progression p on p.name = idle.name
$$;

create function events.show_progress(projection text) returns void
language sql
set search_path = events, pg_temp
as $$
    insert into events.mt_event_progression (name, last_seq_id, last_updated)
    select g.projection || ':All', p.last_seq_id, now()
    from events.projection_generation g
    join events.mt_event_progression p on p.name = g.progress_name
    where g.projection = show_progress.projection and g.role = 'live' and g.lifecycle = 'async'
    on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
$$;
comment on function events.show_progress is
'Sets the progress of a projection''s shard in Marten''s daemon to that of its live generation: called when another generation becomes the live one.';
revoke all on function events.show_progress from public;

select events.show_progress(projection) from events.projection_generation where role = 'live';
comment on column events.mt_event_progression.name is
'The shard. name:All: of a projection, or of its generation that is shown; name:V2:All: of generation 2; HighWaterMark: how far Marten has seen the log.';
