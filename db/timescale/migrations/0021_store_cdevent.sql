-- The SQL door, under cdviz-db's name: the collector's database sink calls it for each event.

-- Whoever notifies commits alone, as PostgreSQL keeps notifications in the order of commits. So of those who store at the same time one does; the
-- server looks again by itself soon after, and finds what the others commit.
create procedure cdviz.store_cdevent(cdevent jsonb)
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
    if pg_try_advisory_xact_lock(7310872514) then
        notify cdviz_inbox;
    end if;
end
$$;
comment on procedure cdviz.store_cdevent is
'Stores an event: it is in the inbox when the caller''s transaction commits, and in the log and the tables milliseconds later if a server runs, else when one is started.';
revoke all on procedure cdviz.store_cdevent from public;
