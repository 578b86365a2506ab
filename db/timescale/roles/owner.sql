-- The server's login: the role cdviz, no superuser, which owns this database and what the migrations make in it, and nothing else of the server. Run it
-- with psql as a superuser, in the database, the password in the environment variable CDVIZ_DB_PASSWORD; then rights.sql. './cdviz db' and compose.yaml do
-- both. Running it again does no harm, and takes over what an earlier superuser's login made.
\getenv password CDVIZ_DB_PASSWORD

select format('create role %I', name) from unnest(array['cdviz', 'cdviz_collector', 'cdviz_reader']) name
where not exists (select from pg_roles where rolname = name) \gexec

alter role cdviz login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'password';
-- So that the server can bound what a question of somebody's may write to the disk; a rebuild of a large table needs more.
grant set on parameter temp_file_limit to cdviz;

create extension if not exists timescaledb;
select format('alter database %I owner to cdviz', current_database()) \gexec

-- What was made before cdviz was a login of its own. Chunks, indexes and the sequences of columns follow their tables. What is cdviz's is left alone: to change
-- an owner takes a lock that appends, which go on meanwhile, wait for and hold up.
do $$
declare
    made record;
    ours oid[];
begin
    if to_regclass('events.projection_generation') is null then
        return;
    end if;
    ours := array(
        select n.oid from pg_namespace n
        where n.nspname in ('events', 'cdviz') or n.nspname in (select g.schema_name from events.projection_generation g));
    for made in
        select format('schema %I', n.nspname) as name from pg_namespace n where n.oid = any (ours) and n.nspowner <> 'cdviz'::regrole
        union all
        select format('%s %s', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
        from pg_class c
        where c.relnamespace = any (ours) and c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relowner <> 'cdviz'::regrole
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i') and c.relkind = 'S')
        union all
        select format('routine %s', p.oid::regprocedure) from pg_proc p where p.pronamespace = any (ours) and p.proowner <> 'cdviz'::regrole
    loop
        execute format('alter %s owner to cdviz', made.name);
    end loop;
end
$$;
