-- Progress of projections, moved from where somebody expects it to be.

create function events.advance(progress text, expected bigint, reached bigint) returns void
language plpgsql
set search_path = events, pg_temp
as $$
begin
    update mt_event_progression set last_seq_id = reached, last_updated = now() where name = progress and last_seq_id = expected;
    if not found then
        raise exception using errcode = 'CD003', message = format('the progress %s does not stand at %s any more', progress, expected);
    end if;
end
$$;
comment on function events.advance is
'Moves the progress of a projection on, in the transaction that writes its rows. Raises CD003 when it does not stand where it is expected: then somebody
else has moved it, and the rows are rolled back with it.';
revoke all on function events.advance from public;

create function events.advance_idle(progress text[], expected bigint[], reached bigint)
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
    )
    select idle.name, moved.name is not null, p.last_seq_id is distinct from idle.expected
    from idle
    left join moved on moved.name = idle.name
    left join events.mt_event_progression p on p.name = idle.name
$$;
comment on function events.advance_idle is
'Moves on the progress of all projections that have nothing to do up to a position, in one statement. Says of each whether it was moved, and whether somebody
else has moved it before. One that somebody holds is left for the next time.';
revoke all on function events.advance_idle from public;
