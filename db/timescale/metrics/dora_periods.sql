-- The periods a question is cut into.

create or replace function cdviz.zone_of(tz text) returns text
language sql immutable parallel safe
-- To PostgreSQL a zone '+05:30' by itself is west of Greenwich, as POSIX has it; to everybody else it is east.
return case when tz ~ '^[+-]\d{1,2}(:?\d{2})?$' then format('<%s>%s%s', tz, translate(left(tz, 1), '+-', '-+'), regexp_replace(substr(tz, 2), '^(\d{1,2}):?(\d{2})$', '\1:\2')) else tz end;
comment on function cdviz.zone_of is 'A time zone as PostgreSQL takes it: names as they are; +05:30 is five and a half hours ahead of UTC.';

create or replace function cdviz.dora_first_period(from_time timestamptz, to_time timestamptz, bucket text, tz text) returns timestamp
language plpgsql stable
as $$
begin
    if not (from_time >= '1900-01-01Z' and to_time <= '3000-01-01Z') then
        raise exception using errcode = '22008', message = 'Times from 1900-01-01 to 3000-01-01 can be cut into periods.';
    end if;
    if extract(epoch from to_time - from_time) / extract(epoch from ('1 ' || bucket)::interval) > 2000 then
        raise exception using errcode = '22023', message = format('More than 2000 periods of a %s are asked for; 2000 are allowed.', bucket);
    end if;
    return date_trunc(bucket, from_time at time zone tz);
end
$$;
comment on function cdviz.dora_first_period is
'When the first period of a time begins, by the clock of the time zone. Refuses times outside of 1900-01-01 to 3000-01-01 (SQLSTATE 22008) and more than 2000 periods (22023).';

create or replace function cdviz.dora_periods(from_time timestamptz, to_time timestamptz, bucket text, tz text)
returns table (period timestamptz, begins timestamptz, ends timestamptz)
language plpgsql stable rows 400
as $$
-- Not a part of the question that asks: planned there, it would be thought to give one row, and be joined as if it did.
#variable_conflict use_column
begin
    return query
    select from_time, from_time, to_time where bucket is null
    union all
    select p.begins, greatest(p.begins, from_time), least(p.ends, to_time)
    from (
        select b.moment as begins, lead(b.moment) over (order by b.local) as ends
        from (
            -- A local time that a change of the clock skips is the moment of the change; of one that comes twice, the first.
            select l.local, min(m.moment) as moment
            from (select cdviz.zone_of(tz) as zone) z
            cross join lateral generate_series(
                cdviz.dora_first_period(from_time, to_time, bucket, z.zone), (to_time at time zone z.zone) + ('1 ' || bucket)::interval, ('1 ' || bucket)::interval) l (local)
            cross join (values (interval '0'), (interval '30 minutes'), (interval '1 hour'), (interval '2 hours')) e (earlier)
            cross join lateral (select (l.local at time zone z.zone) - e.earlier as moment) m
            where e.earlier = interval '0' or m.moment at time zone z.zone = l.local
            group by l.local) b
        where bucket is not null) p
    where p.begins < p.ends and p.begins < to_time and p.ends > from_time;
end
$$;
comment on function cdviz.dora_periods is
'Days, weeks, months or years of a time zone that overlap the time from from_time to before to_time, cut to it; all of it where bucket is null. A day begins when the clock first shows
its midnight, or is set forward over it. 2000 at most, of times from 1900-01-01 to 3000-01-01.';
