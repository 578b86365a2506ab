-- What PostgreSQL lets everybody do in a database and a reader must not: make tables and large objects, take the locks that appends and nodes take turns
-- by, change what TimescaleDB does; and bounds for the two roles that others log in as. The server runs it at every start, as a restored database has lost
-- it. Each step does only what is not so yet, and what its login may; a superuser runs it with psql for the rest.
do $$
declare
    place record;
    bound record;
    keepers text;
begin
    select string_agg(quote_ident(r.rolname), ', ') into keepers
    from pg_roles r, pg_database d
    where d.datname = current_database() and (r.oid = d.datdba or r.rolname in (current_user, 'cdviz'));

    for place in
        -- Public's rights of a database and of schemas, and of the functions that change or hold something.
        select format('temporary, create on database %I', d.datname) as what
        from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
        where d.datname = current_database() and a.grantee = 0 and a.privilege_type in ('TEMPORARY', 'CREATE')
        union
        select format('create on schema %I', n.nspname)
        from pg_namespace n, aclexplode(n.nspacl) a
        where n.nspname in ('public', 'events', 'cdviz', 'messages') and a.grantee = 0 and a.privilege_type = 'CREATE'
        union
        select format('execute on routine %s', p.oid::regprocedure)
        from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where a.grantee = 0 and a.privilege_type = 'EXECUTE'
          and (p.pronamespace in (to_regnamespace('events'), to_regnamespace('cdviz'), to_regnamespace('messages'))
               or p.pronamespace = 'pg_catalog'::regnamespace
                  and (p.proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$' or p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea'))
               or p.provolatile = 'v'
                  and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
                  and p.proname !~ '^(time_bucket_gapfill|locf|interpolate|approximate_row_count|.*_size)$'
                  and exists (
                      select from pg_depend d
                      join pg_extension e on e.oid = d.refobjid and e.extname = 'timescaledb'
                      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'))
    loop
        begin
            execute format('grant %s to %s', place.what, keepers);
            execute format('revoke %s from public', place.what);
        exception
            when insufficient_privilege or internal_error then null; -- the server's log says what is open; or another node does it at this moment
        end;
    end loop;

    for bound in
        select r.rolname, b.command
        from pg_roles r
        join (values
            ('statement_timeout', 'set statement_timeout = ''30s'''),
            ('temp_file_limit', 'set temp_file_limit = ''1GB'''),
            ('idle_in_transaction_session_timeout', 'set idle_in_transaction_session_timeout = ''1min'''),
            ('connections', 'connection limit 50')) b (name, command)
            on case b.name
                when 'connections' then r.rolconnlimit = -1
                else not exists (
                    select from pg_db_role_setting s, unnest(s.setconfig) c
                    where s.setrole = r.oid and s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
                      and split_part(c, '=', 1) = b.name)
               end
        where r.rolname in ('cdviz_reader', 'cdviz_collector')
    loop
        begin
            execute format('alter role %I %s', bound.rolname, bound.command);
        exception
            when insufficient_privilege or internal_error then null;
        end;
    end loop;
end
$$;
