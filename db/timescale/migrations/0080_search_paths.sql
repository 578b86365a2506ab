-- Functions that run with their owner's rights, or that those call, looked for tables in the caller's temporary schema first: a reader who may make a
-- temporary view ran it as the owner. Named last, that schema is looked at last.
do $$
declare
    open record;
begin
    for open in
        select p.oid::regprocedure as name, substr(c, length('search_path=') + 1) as path
        from pg_proc p, unnest(p.proconfig) c
        where c like 'search_path=%' and c !~ ', *"?pg_temp"?$'
          and p.pronamespace in (
              select n.oid from pg_namespace n
              where n.nspname in ('events', 'cdviz') or n.nspname in (select g.schema_name from events.projection_generation g))
    loop
        execute format('alter routine %s set search_path = %s, pg_temp', open.name, open.path);
    end loop;
end
$$;
