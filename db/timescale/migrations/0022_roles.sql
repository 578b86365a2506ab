-- Who may do what: cdviz owns, cdviz_collector may only store events, cdviz_reader may only read schema cdviz. None has a login or a password here;
-- docs/roles.md says how to give them one.

-- Roles belong to the whole server: another database may have made them, or be making them now, and we may lack the right to.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['cdviz', 'cdviz_collector', 'cdviz_reader'] loop
        begin
            if not exists (select from pg_roles where rolname = wanted) then
                execute format('create role %I nologin', wanted);
            end if;
        exception
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then raise notice 'role % is missing and may not be created by %', wanted, current_user;
        end;
    end loop;
end
$$;

-- What is made later is for those it is granted to, and not for everybody, which is PostgreSQL's default for functions.
alter default privileges revoke execute on functions from public;
revoke all on schema cdviz from public;

do $$
declare
    made record;
begin
    for made in select oid::regprocedure as name from pg_proc where pronamespace in ('events'::regnamespace, 'cdviz'::regnamespace) loop
        execute format('revoke execute on routine %s from public', made.name);
    end loop;

    if exists (select from pg_roles where rolname = 'cdviz_reader') then
        grant usage on schema cdviz to cdviz_reader;
        grant select on all tables in schema cdviz to cdviz_reader;
        alter default privileges in schema cdviz grant select on tables to cdviz_reader;
        alter default privileges in schema cdviz grant execute on functions to cdviz_reader;
    end if;

    if exists (select from pg_roles where rolname = 'cdviz_collector') then
        grant usage on schema cdviz to cdviz_collector;
        grant execute on procedure cdviz.store_cdevent to cdviz_collector;
    end if;
end
$$;

-- The owner: a login that is this role, or a member that takes it on when it connects, makes everything as its property. Others keep what they make,
-- and give it all rights. An owner's own procedure needs no more than to add to the inbox.
do $$
begin
    if not exists (select from pg_roles where rolname = 'cdviz') then
        return;
    end if;
    grant usage, create on schema cdviz, events to cdviz;
    grant all on all tables in schema cdviz, events to cdviz;
    grant usage, select, update on all sequences in schema events to cdviz;
    grant execute on all routines in schema cdviz, events to cdviz;
    alter default privileges in schema cdviz, events grant all on tables to cdviz;
    alter default privileges in schema cdviz, events grant execute on functions to cdviz;
    begin
        alter schema cdviz owner to cdviz;
        alter procedure cdviz.store_cdevent owner to cdviz;
    exception
        when insufficient_privilege then raise notice 'schema cdviz stays with %, who may not give it to the role cdviz', current_user;
    end;
end
$$;

-- What PostgreSQL lets everybody do in a database and a reader must not: make tables and large objects, take the locks that appends and nodes take turns
-- by, change what TimescaleDB does. Where we may not take that away, PostgreSQL warns and goes on. Whoever needs it is granted it.
do $$
declare
    open record;
    keepers text := quote_ident(current_user) || case when exists (select from pg_roles where rolname = 'cdviz') then ', cdviz' else '' end;
begin
    execute format('grant temporary, create on database %I to %s', current_database(), keepers);
    execute format('revoke temporary, create on database %I from public', current_database());
    revoke create on schema public from public;
    for open in
        select p.oid::regprocedure as name
        from pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace
          and (p.proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$' or p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea'))
        union all
        select p.oid::regprocedure
        from pg_proc p
        join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
        join pg_extension e on e.oid = d.refobjid and d.refclassid = 'pg_extension'::regclass and e.extname = 'timescaledb'
        where p.provolatile = 'v'
          and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
          and p.proname !~ '^(time_bucket_gapfill|locf|interpolate|approximate_row_count|.*_size)$'
    loop
        execute format('grant execute on routine %s to %s', open.name, keepers);
        execute format('revoke execute on routine %s from public', open.name);
    end loop;
exception
    when insufficient_privilege then raise notice '% may not take from everybody what a reader must not do: %', current_user, sqlerrm;
end
$$;
