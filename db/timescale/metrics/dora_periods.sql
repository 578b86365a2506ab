-- The periods a question is cut into.

create or replace function cdviz.dora_first_period(from_time timestamptz, to_time timestamptz, bucket text, tz text) returns timestamptz
language plpgsql stable
as $$
begin
    if not (from_time >= '1900-01-01Z' and to_time <= '3000-01-01Z') then
        raise exception using errcode = '22008', message = 'Times from 1900-01-01 to 3000-01-01 can be cut into periods.';
    end if;
    if extract(epoch from to_time - from_time) / extract(epoch from ('1 ' || bucket)::interval) > 2000 then
        raise exception using errcode = '22023', message = format('More than 2000 periods of a %s are asked for; 2000 are allowed.', bucket);
    end if;
    return date_trunc(bucket, from_time, tz);
end
$$;
comment on function cdviz.dora_first_period is
'When the first period of a time begins. Refuses times outside of 1900-01-01 to 3000-01-01 (SQLSTATE 22008) and more than 2000 periods (22023).';

create or replace function cdviz.dora_periods(from_time timestamptz, to_time timestamptz, bucket text, tz text)
returns table (period timestamptz, begins timestamptz, ends timestamptz)
language sql stable
as $$
    select from_time, from_time, to_time where bucket is null
    union all
    select g, greatest(g, from_time), least(date_add(g, ('1 ' || bucket)::interval, tz), to_time)
    from generate_series(cdviz.dora_first_period(from_time, to_time, bucket, tz), to_time - interval '1 microsecond', ('1 ' || bucket)::interval, tz) g
    where bucket is not null
$$;
comment on function cdviz.dora_periods is
'Days, weeks, months or years of a time zone that overlap the time from from_time to before to_time, cut to it; all of it where bucket is null. 2000 at most,
of times from 1900-01-01 to 3000-01-01.';
