-- Lets a Marten application read, aggregate and project the log, and nothing else. Run it once with psql, as the owner of the schema events or as a
-- superuser, then grant the role to the application's login: grant cdviz_marten to shop. Running it again does no harm. See docs/marten.md.

do $$
begin
    if not exists (select from pg_roles where rolname = 'cdviz_marten') then
        create role cdviz_marten nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
end
$$;
comment on role cdviz_marten is 'Marten applications: reads the log, keeps the progress of their own projections.';

-- Marten's daemon keeps its mark and its progress by these two functions of its own.
revoke all on function events.mt_mark_event_progression, events.mt_mark_progression_with_skip from public;
grant execute on function events.mt_mark_event_progression, events.mt_mark_progression_with_skip to cdviz_marten;

grant usage on schema events to cdviz_marten;
grant select on events.mt_streams, events.mt_events, events.mt_events_sequence to cdviz_marten;
grant select, insert, update, delete on
    events.mt_event_progression, events.mt_high_water_skips, events.mt_event_projection_floors, events.mt_doc_deadletterevent to cdviz_marten;
grant select (projection) on events.projection_generation to cdviz_marten;

-- Marten's progress and ours share a table, and Marten knows statements that touch every row of it. So it sees only what is not ours.
alter table events.mt_event_progression enable row level security;
drop policy if exists marten on events.mt_event_progression;
create policy marten on events.mt_event_progression to cdviz_marten
    using (not exists (select from events.projection_generation g where g.projection = split_part(name, ':', 1)));
comment on policy marten on events.mt_event_progression is 'Marten applications neither see nor move the progress of our projections.';
