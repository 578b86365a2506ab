-- Functions that run with their owner's rights, and those that they call, look for nothing in schema public, where somebody may be let make something one day.

create function events.close_paths(of_schema text) returns void
language plpgsql
set search_path = events, pg_temp
as $$
declare
    open record;
begin
    for open in
        with pathed as (
            select p.oid, p.prosecdef, string_to_array(replace(substr(c, length('search_path=') + 1), '"', ''), ', ') as path
            from pg_proc p, unnest(p.proconfig) c
            where c like 'search_path=%' and p.pronamespace in ('events'::regnamespace, 'cdviz'::regnamespace, to_regnamespace(of_schema))
        )
        select oid::regprocedure as name, (select string_agg(quote_ident(s), ', ' order by n) from unnest(path) with ordinality u (s, n) where s <> 'public') as path
        from pathed
        where 'public' = any (path) and of_schema = any (path) and exists (select from pathed d where d.prosecdef and of_schema = any (d.path))
    loop
        execute format('alter routine %s set search_path = %s', open.name, open.path);
    end loop;
end
$$;
comment on function events.close_paths is
'Takes schema public out of the search paths of a schema''s functions, where one with its owner''s rights looks into that schema. Called whenever a generation is shown.';
revoke all on function events.close_paths from public;

select events.close_paths(schema_name) from events.projection_generation where role in ('live', 'kept');
