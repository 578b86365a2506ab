-- The periods a question is cut into.

create or replace function cdviz.dora_periods(from_time timestamptz, to_time timestamptz, bucket text, tz text)
returns table (period timestamptz, begins timestamptz, ends timestamptz)
language sql stable
as $$
    select from_time, from_time, to_time where bucket is null
    union all
    select g, greatest(g, from_time), least(date_add(g, ('1 ' || bucket)::interval, tz), to_time)
    from generate_series(date_trunc(bucket, from_time, tz), to_time - interval '1 microsecond', ('1 ' || bucket)::interval, tz) g
    where bucket is not null
$$;
comment on function cdviz.dora_periods is
'Days, weeks, months or years of a time zone that overlap the time from from_time to before to_time, cut to it; all of it where bucket is null.';
