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

-- Marten's daemon keeps its mark and its progress by these two functions; it would make them itself if it might.
create or replace function events.mt_mark_event_progression(name varchar, last_encountered bigint) returns void
language sql
set search_path = events, pg_temp
as $$
    insert into mt_event_progression (name, last_seq_id, last_updated)
    values (mt_mark_event_progression.name, last_encountered, transaction_timestamp())
    on conflict on constraint pk_mt_event_progression do update set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated;
$$;
comment on function events.mt_mark_event_progression is 'For Marten''s daemon: sets a progress, whatever it was.';

create or replace function events.mt_mark_progression_with_skip(shard_name varchar, ending_sequence bigint, starting_sequence bigint) returns bigint
language plpgsql
set search_path = events, pg_temp
as $$
declare
    reached bigint;
begin
    insert into mt_event_progression as p (name, last_seq_id, last_updated)
    values (shard_name, mt_mark_progression_with_skip.ending_sequence, transaction_timestamp())
    on conflict on constraint pk_mt_event_progression do update
        set last_seq_id = excluded.last_seq_id, last_updated = excluded.last_updated
        where p.last_seq_id is null or p.last_seq_id = mt_mark_progression_with_skip.starting_sequence
    returning last_seq_id into reached;
    if reached is null then
        return (select p.last_seq_id from mt_event_progression p where p.name = shard_name);
    end if;

    if mt_mark_progression_with_skip.ending_sequence > mt_mark_progression_with_skip.starting_sequence then
        insert into mt_high_water_skips (ending_sequence, starting_sequence)
        values (mt_mark_progression_with_skip.ending_sequence, mt_mark_progression_with_skip.starting_sequence)
        on conflict on constraint pkey_mt_high_water_skips_ending_sequence do nothing;
    end if;

    return reached;
end
$$;
comment on function events.mt_mark_progression_with_skip is
'For Marten''s daemon: moves its mark over a hole, unless another has moved it. There are no holes in our log.';

revoke all on function events.mt_mark_event_progression, events.mt_mark_progression_with_skip from public;
grant execute on function events.mt_mark_event_progression, events.mt_mark_progression_with_skip to cdviz_marten;

grant usage on schema events to cdviz_marten;
grant select on events.mt_streams, events.mt_events, events.mt_events_sequence, events.mt_event_progression, events.mt_high_water_skips to cdviz_marten;
grant insert, update, delete on events.mt_event_progression, events.mt_high_water_skips to cdviz_marten;
grant select (projection) on events.projection_generation to cdviz_marten;

-- Marten's progress and ours share a table, and Marten knows statements that touch every row of it. So it sees only what is not ours.
alter table events.mt_event_progression enable row level security;
drop policy if exists marten on events.mt_event_progression;
create policy marten on events.mt_event_progression to cdviz_marten
    using (not exists (select from events.projection_generation g where g.projection = split_part(name, ':', 1)));
comment on policy marten on events.mt_event_progression is 'Marten applications neither see nor move the progress of our projections.';
