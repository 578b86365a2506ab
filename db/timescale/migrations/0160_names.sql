-- Names that two spellings of one thing have: rules from the settings, each of which may hold from one time to another.

create function cdviz.alias_of(rules jsonb, thing text, id text, at timestamptz, out name text, out rule text)
language plpgsql stable parallel safe
as $$
declare
    r jsonb;
    before text;
    after text;
begin
    name := id;
    if rules = '[]' or id is null then
        return;
    end if;
    for r in select x from jsonb_array_elements(rules) x loop
        continue when r ->> 'thing' <> thing or at < (r ->> 'since')::timestamptz or at >= (r ->> 'until')::timestamptz;
        before := r ->> 'before';
        after := r ->> 'after';
        if after is null then
            continue when id <> before;
            name := concat(r ->> 'becomes', r ->> 'ends');
        else
            continue when length(id) < length(before) + length(after) or not starts_with(id, before) or right(id, length(after)) <> after and after <> '';
            name := concat(r ->> 'becomes', case when r ->> 'ends' is not null then substr(id, length(before) + 1, length(id) - length(before) - length(after)) end, r ->> 'ends');
        end if;
        rule := r ->> 'name';
        return;
    end loop;
end
$$;
comment on function cdviz.alias_of is
'What a thing (environment or service) is called by rules from the settings at a time, and by which rule: the first that fits; its own id and no rule where none does.
The same as CdViz.Projections.Aliases, tested against it.';

create function events.named(aliases jsonb, environment text, environment_source text, service text, service_source text, at timestamptz)
returns table (environment text, environment_source text, service text, service_source text, alias text)
language sql stable parallel safe
as $$
    select e.name, case when e.rule is null then named.environment_source end, s.name, case when s.rule is null then named.service_source end,
           nullif(concat_ws(', ', e.rule, s.rule), '')
    from cdviz.alias_of(aliases, 'environment', named.environment, at) e, cdviz.alias_of(aliases, 'service', named.service, at) s
$$;
comment on function events.named is
'What an environment and a service are called by rules from the settings at a time, and by which rules; what has another name has no source of its own.';

create function events.context_rule(rules jsonb, at timestamptz) returns text
language sql stable parallel safe
return (
    select x ->> 'name' from jsonb_array_elements(rules) with ordinality o (x, nth)
    where x ->> 'thing' = 'context' and coalesce(at >= (x ->> 'since')::timestamptz, true) and coalesce(at < (x ->> 'until')::timestamptz, true)
    order by o.nth
    limit 1);
comment on function events.context_rule is 'By which rule from the settings context ids are compared by their letters and digits alone at a time; null for none.';

create function events.context_key(id text, rules jsonb, at timestamptz, out key text, out rule text)
language sql stable parallel safe
as $$
    select case when r.rule is null then events.context_key(id) else events.context_key(regexp_replace(id collate "C", '[^A-Za-z0-9]', '_', 'g')) end,
           case when id collate "C" ~ '[^A-Za-z0-9_]' then r.rule end
    from (select case when rules = '[]' then null else events.context_rule(rules, at) end as rule) r
$$;
comment on function events.context_key(text, jsonb, timestamptz) is
'A context id to join by where rules from the settings may hold: by letters and digits alone where one does, as cdviz-collector writes ids that it hands on. rule:
the one that changed it.';
