-- However far apart the times of events are, a hypertable has a bounded number of chunks: weeks (or what its definition says) only for the years in which
-- software tells of itself, and one chunk each for what lies before and after. A chunk for each week of a long span takes more locks than a server has.

create function events.bound_chunks(of_schema text) returns void
language plpgsql
set search_path = events, pg_temp
as $$
declare
    made record;
    fill text;
    at timestamptz;
begin
    for made in
        select format('%I.%I', d.hypertable_schema, d.hypertable_name)::regclass as hypertable, d.column_name, d.time_interval as span
        from timescaledb_information.dimensions d
        where d.hypertable_schema = of_schema and d.dimension_number = 1 and d.column_type = 'timestamptz'::regtype and d.time_interval < interval '1 year'
          and not exists (
              select from timescaledb_information.chunks c where c.hypertable_schema = d.hypertable_schema and c.hypertable_name = d.hypertable_name)
    loop
        -- A chunk is made by a row in it, which has only what it must have.
        select format('insert into %s (%s) values (%s)', made.hypertable, string_agg(quote_ident(a.attname), ', '),
               string_agg(case when a.attname = made.column_name then '$1'
                   else format('%L::%s', case t.typcategory
                       when 'N' then '0' when 'B' then 'false' when 'D' then '2020-01-01' when 'A' then '{}' when 'T' then '0'
                       else case t.typname when 'jsonb' then '{}' when 'json' then '{}' when 'uuid' then '00000000-0000-0000-0000-000000000000' else '' end end,
                       format_type(a.atttypid, a.atttypmod)) end, ', '))
        into fill
        from pg_attribute a
        join pg_type t on t.oid = a.atttypid
        where a.attrelid = made.hypertable and a.attnum > 0 and not a.attisdropped
          and (a.attname = made.column_name or a.attnotnull and not a.atthasdef and a.attidentity = '');
        begin
            -- The first and the last of the usual ones; what is made next ends at them.
            foreach at in array array['2015-01-01 00:00Z', '2034-12-31 00:00Z']::timestamptz[] loop
                execute fill using at;
            end loop;
            perform public.set_chunk_time_interval(made.hypertable, interval '3652500 days');
            foreach at in array array['0001-06-01 00:00Z', '1980-01-01 00:00Z', '9999-06-01 00:00Z']::timestamptz[] loop
                execute fill using at;
            end loop;
            perform public.set_chunk_time_interval(made.hypertable, made.span);
            execute format('delete from %s', made.hypertable);
            -- The two usual ones have done what they were for.
            perform public.drop_chunks(made.hypertable, newer_than => '2014-01-01 00:00Z'::timestamptz, older_than => '2036-01-01 00:00Z'::timestamptz);
        exception
            when integrity_constraint_violation or data_exception or raise_exception then
                raise notice 'the chunks of % are not bounded: %', made.hypertable, sqlerrm;
        end;
    end loop;
end
$$;
comment on function events.bound_chunks is
'Makes three chunks of each empty hypertable of a schema: one for all before 1970, one up to 2015, one from 2035 on. Between them chunks are made as usual. Does nothing
for one that has chunks already, or whose checks take no row that is nearly empty.';
revoke all on function events.bound_chunks from public;

create or replace function events.drop_old_chunks(of_projection text, keep_for interval) returns int
language plpgsql
set search_path = events, pg_temp
set lock_timeout = '1s'
as $$
declare
    kept record;
    dropped int := 0;
begin
    -- A comparison of generations holds this lock shared: what it counts must not vanish meanwhile.
    if not pg_try_advisory_xact_lock(7310872515) then
        return null;
    end if;
    for kept in
        select g.generation, format('%I.%I', c.hypertable_schema, c.hypertable_name)::regclass as hypertable, d.column_name, max(c.range_end) as ends,
               count(*) filter (where not w.wide)::int as chunks, max(c.range_end) filter (where w.wide) as wide_ends
        from events.projection_generation g
        join timescaledb_information.chunks c on c.hypertable_schema = g.schema_name
        join timescaledb_information.dimensions d
            on d.hypertable_schema = c.hypertable_schema and d.hypertable_name = c.hypertable_name and d.dimension_number = 1
        cross join lateral (select c.range_end - c.range_start > interval '2 years' as wide) w
        where g.projection = of_projection and g.role in ('live', 'kept') and c.range_end <= now() - keep_for
        group by 1, 2, 3
    loop
        if kept.chunks > 0 then
            perform public.drop_chunks(kept.hypertable, older_than => kept.ends, newer_than => kept.wide_ends);
        end if;
        -- The wide ones bound the number of chunks; they stay, and are emptied.
        execute format('delete from %s where %I < $1', kept.hypertable, kept.column_name) using kept.wide_ends;
        update projection_generation set dropped_before = greatest(dropped_before, kept.ends)
        where projection = of_projection and generation = kept.generation and dropped_before is distinct from greatest(dropped_before, kept.ends);
        dropped := dropped + kept.chunks;
    end loop;
    return dropped;
end
$$;
