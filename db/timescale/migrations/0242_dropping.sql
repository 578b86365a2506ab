-- A generation's functions may take or give rows of its own tables, which PostgreSQL counts as something that depends on the table: without a cascade no such table can
-- be dropped. With one, whatever somebody else has made upon it would go too, so that is asked first.

create function events.drop_alone(of_schema text) returns void
language plpgsql
as $$
declare
    namespace constant oid := (select s.oid from pg_namespace s where s.nspname = of_schema);
    outside text;
    of_table regclass;
begin
    with own as (
        select 'pg_class'::regclass::oid as classid, c.oid as objid from pg_class c where c.relnamespace = namespace
        union all
        select 'pg_proc'::regclass, p.oid from pg_proc p where p.pronamespace = namespace
        union all
        select 'pg_type'::regclass, t.oid from pg_type t where t.typnamespace = namespace
    )
    select string_agg(distinct pg_describe_object(d.classid, d.objid, 0), ', ') into outside
    from pg_depend d
    join own o on o.classid = d.refclassid and o.objid = d.refobjid
    left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
    left join pg_attrdef a on d.classid = 'pg_attrdef'::regclass and a.oid = d.objid
    left join pg_trigger g on d.classid = 'pg_trigger'::regclass and g.oid = d.objid
    left join pg_constraint n on d.classid = 'pg_constraint'::regclass and n.oid = d.objid
    left join pg_class c on c.oid = coalesce(r.ev_class, a.adrelid, g.tgrelid, nullif(n.conrelid, 0), case when d.classid = 'pg_class'::regclass then d.objid end)
    left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
    left join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
    left join pg_namespace s on s.oid = coalesce(c.relnamespace, p.pronamespace, t.typnamespace)
    where s.oid <> namespace and s.nspname !~ '^(pg_toast|_timescaledb_)';
    if outside is not null then
        raise exception using errcode = 'dependent_objects_still_exist',
            message = format('cannot drop schema %s because other objects depend on it', of_schema), detail = outside;
    end if;

    for of_table in select c.oid from pg_class c where c.relnamespace = namespace and c.relkind in ('r', 'p') loop
        execute format('drop table %s cascade', of_table);
    end loop;
    execute format('drop schema if exists %I cascade', of_schema);
end
$$;
comment on function events.drop_alone is 'Drops a schema and all in it; an error (2BP01) that names them where objects of other schemas are made of it.';
