-- The public read schema, and the role that may read it and nothing else.

create schema if not exists cdviz;
comment on schema cdviz is 'The public read schema: what runs where, how runs and tests went, how fast and how safely changes reach production.';

-- Roles belong to the whole server: another database may have made it, or be making it now, and we may lack the right to.
do $$
begin
    if not exists (select from pg_roles where rolname = 'cdviz_reader') then
        create role cdviz_reader nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then raise notice 'role cdviz_reader is missing and may not be created by %', current_user;
end
$$;

do $$
begin
    if exists (select from pg_roles where rolname = 'cdviz_reader') then
        grant usage on schema cdviz to cdviz_reader;
        alter default privileges in schema cdviz grant select on tables to cdviz_reader;
    end if;
end
$$;
