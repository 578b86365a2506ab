-- Everybody who can log in can notify, and fill PostgreSQL's queue of notifications and keep it full: then whoever notifies fails at its commit. Nobody's events may
-- depend on that: where the queue is nearly full, nothing is told, and who waits looks by itself a little later.

create or replace procedure events.finish_batch(reached bigint)
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
    if pg_notification_queue_usage() < 0.9 then
        perform pg_notify('mt_events_appended', head::text);
    end if;
end
$$;

create or replace procedure cdviz.store_cdevent(cdevent jsonb)
language plpgsql
security definer
set search_path = events, pg_temp
as $$
begin
    if cdevent is null then
        raise exception using errcode = 'null_value_not_allowed', message = 'cdviz.store_cdevent needs an event', hint = 'call cdviz.store_cdevent($1)';
    end if;
    insert into events.inbox (door, sender, content_type, body)
    values ('sql', session_user, 'application/json', convert_to(cdevent::text, 'UTF8'));
    if pg_notification_queue_usage() < 0.9 and pg_try_advisory_xact_lock(7310872514) then
        notify cdviz_inbox;
    end if;
end
$$;

create or replace procedure cdviz.store_cdevents(cdevents jsonb[])
language plpgsql
security definer
set search_path = events, pg_temp
as $$
begin
    if cdevents is null or array_position(cdevents, null) is not null then
        raise exception using errcode = 'null_value_not_allowed', message = 'cdviz.store_cdevents needs events', hint = 'call cdviz.store_cdevents($1), an array without null';
    end if;
    insert into events.inbox (door, sender, content_type, body)
    select 'sql', session_user, 'application/json', convert_to(e.cdevent::text, 'UTF8')
    from unnest(cdevents) with ordinality e (cdevent, nth)
    order by e.nth;
    if pg_notification_queue_usage() < 0.9 and pg_try_advisory_xact_lock(7310872514) then
        notify cdviz_inbox;
    end if;
end
$$;
