-- What TimescaleDB does with old chunks: drops them (any licence), or keeps them by columns (Timescale licence alone). See docs/timescale.md.

alter table events.projection_generation add column dropped_before timestamptz null;
comment on column events.projection_generation.dropped_before is
'Chunks of its hypertables that end at or before this time were dropped by events.drop_old_chunks; null when none was. Comparisons of generations leave such rows out.';

create function events.drop_old_chunks(of_projection text, keep_for interval) returns int
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
        select g.generation, format('%I.%I', c.hypertable_schema, c.hypertable_name)::regclass as hypertable, max(c.range_end) as ends, count(*)::int as chunks
        from events.projection_generation g
        join timescaledb_information.chunks c on c.hypertable_schema = g.schema_name
        where g.projection = of_projection and g.role in ('live', 'kept') and c.range_end <= now() - keep_for
        group by 1, 2
    loop
        perform public.drop_chunks(kept.hypertable, older_than => kept.ends);
        update projection_generation set dropped_before = greatest(dropped_before, kept.ends)
        where projection = of_projection and generation = kept.generation;
        dropped := dropped + kept.chunks;
    end loop;
    return dropped;
end
$$;
comment on function events.drop_old_chunks is
'Drops the chunks of a projection''s hypertables all of whose rows are older than keep_for, in its live and kept generations, and notes up to where. The log is not
touched. Returns how many chunks were dropped; null when it has to wait for a comparison of generations. Waits a second at most for readers of a chunk (55P03).';
revoke all on function events.drop_old_chunks from public;

create function events.columnstore_plan() returns table (hypertable text, step int, statement text)
language sql stable
set search_path = events, pg_temp
as $$
    with wanted (projection, table_name, segment_by, order_by, after) as (
        values
            ('cdevents_lake', 'cdevents_lake', 'subject', 'timestamp desc, position', interval '14 days'),
            ('test_outcomes', 'test_outcome', 'kind', 'finished_at desc, key, ordinal', interval '30 days')
    ), live as (
        select format('%I.%I', h.hypertable_schema, h.hypertable_name) as name, h.compression_enabled, w.*
        from wanted w
        join projection_generation g on g.projection = w.projection and g.role = 'live'
        join timescaledb_information.hypertables h on h.hypertable_schema = g.schema_name and h.hypertable_name = w.table_name
    )
    -- A late event may change rows in a chunk that is kept by columns; however many have to be unpacked for it, it must not be refused.
    select 'database', 1, format('alter database %I set timescaledb.max_tuples_decompressed_per_dml_transaction = 0', current_database())
    where not exists (
        select from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
        where d.datname = current_database() and s.setrole = 0 and 'timescaledb.max_tuples_decompressed_per_dml_transaction=0' = any (s.setconfig))
    union all
    select name, 2, format(
        'alter table %s set (timescaledb.enable_columnstore = true, timescaledb.segmentby = %L, timescaledb.orderby = %L)', name, segment_by, order_by)
    from live where not compression_enabled
    union all
    select name, 3, format('call public.add_columnstore_policy(%L, after => interval %L, if_not_exists => true)', name, after)
    from live where not exists (
        select from timescaledb_information.jobs j
        where j.proc_name in ('policy_compression', 'policy_columnstore') and format('%I.%I', j.hypertable_schema, j.hypertable_name) = live.name)
    order by 2, 1
$$;
comment on function events.columnstore_plan is
'The statements, in order, that are still to be run for old chunks of the live generations to be kept by columns. They need the Timescale licence.';
revoke all on function events.columnstore_plan from public;

create function events.apply_columnstore(out licence text, out applied int)
language plpgsql
set search_path = events, pg_temp
set lock_timeout = '1s'
as $$
declare
    planned text;
begin
    licence := current_setting('timescaledb.license');
    applied := 0;
    if licence = 'timescale' then
        perform pg_advisory_xact_lock(7310872516);
        for planned in select statement from columnstore_plan() loop
            execute planned;
            applied := applied + 1;
        end loop;
    end if;
end
$$;
comment on function events.apply_columnstore is
'Runs events.columnstore_plan where the licence of TimescaleDB is ''timescale'', nothing where it is ''apache''. Returns the licence and how many statements were run.';
revoke all on function events.apply_columnstore from public;
