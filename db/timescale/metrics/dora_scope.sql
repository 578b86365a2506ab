-- Which environments and services a question is about, and by which definition it is answered.

create or replace function cdviz.dora_environments(environment text) returns text[]
language sql stable
as $$
    select case when environment is null then (select array_agg(p.environment) from cdviz.production_environment p) else string_to_array(environment, ',') end
$$;
comment on function cdviz.dora_environments is 'The environments named, with commas between them; those that count as production when none is.';

create or replace function cdviz.dora_services(service text, team text) returns text[]
language sql stable
as $$
    select case when team is null then string_to_array(service, ',')
                else coalesce((select array_agg(t.service) from cdviz.dora_team t
                               where t.team = any (string_to_array(dora_services.team, ','))
                                   and (dora_services.service is null or t.service = any (string_to_array(dora_services.service, ',')))), '{}') end
$$;
comment on function cdviz.dora_services is 'The services named, of the teams named, with commas between them; null for all.';

create or replace function cdviz.dora_sources(environment_source text, service_source text) returns text[]
language sql immutable
as $$
    select case when environment_source is not null or service_source is not null then array[environment_source, service_source] end
$$;
comment on function cdviz.dora_sources is 'The sources that a question asks for, as cdviz.dora_is_of reads them; null where it asks for none.';

create or replace function cdviz.dora_is_of(environment_source text, service_source text, sources text[]) returns boolean
language sql immutable
as $$
    select coalesce(environment_source, '') = coalesce(sources[1], environment_source, '') and coalesce(service_source, '') = coalesce(sources[2], service_source, '')
$$;
comment on function cdviz.dora_is_of is
'Whether an environment and a service, told apart from others of the same id by sources of their own, are those asked for: the source of the environment, that of the
service; null for any, an empty text for those without one.';

create or replace function cdviz.dora_definition_of(definition text) returns cdviz.dora_definition
language plpgsql stable
as $$
declare
    parts constant text[] := string_to_array(definition, ';');
    def cdviz.dora_definition;
    part text;
    member text;
    said text;
    otherwise jsonb := '{}';
begin
    select d.* into def
    from cdviz.dora_definition d
    where d.name = coalesce(nullif(split_part(parts[1], '@', 1), ''), 'dora') and (split_part(parts[1], '@', 2) in ('', d.version::text) or definition is null)
    order by d.version desc
    limit 1;
    if def.name is null then
        return null;
    end if;
    foreach part in array coalesce(parts[2:], '{}') loop
        member := split_part(part, '=', 1);
        said := substr(part, length(member) + 2);
        if member in ('lead_steps', 'incident_rules', 'failure_rules', 'rework_rules') then
            otherwise := otherwise || jsonb_build_object(member, string_to_array(said, ','));
        elsif member in ('count_rollbacks', 'count_repeats', 'repeat_window', 'attribution_window', 'recovery_from') then
            otherwise := otherwise || jsonb_build_object(member, said);
        else
            raise exception using errcode = '22023', message = format('A definition has no %L.', member);
        end if;
    end loop;
    return jsonb_populate_record(def, otherwise);
end
$$;
comment on function cdviz.dora_definition_of is
'A definition by name, its latest version, or by name@version; dora where none is named. What is otherwise may follow, for what-if questions:
dora@2;attribution_window=2 days;failure_rules=incident,rollback_sent. Nothing is saved.';
