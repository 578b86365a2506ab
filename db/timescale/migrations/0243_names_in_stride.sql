-- What is asked of every event, at the price of what it names: no pattern is matched where a character tells that it can not fit, and what is one statement is
-- part of the statement that asks.

drop function events.context_key(text, jsonb, timestamptz);
create function events.context_key(id text, rules jsonb, at timestamptz) returns table (key text, rule text)
language sql stable parallel safe
as $$
    select case when r.rule is null then events.context_key(id) else events.context_key(regexp_replace(id collate "C", '[^A-Za-z0-9]', '_', 'g')) end,
           case when r.rule is not null and id collate "C" ~ '[^A-Za-z0-9_]' then r.rule end
    from (select case when rules = '[]' then null else events.context_rule(rules, at) end as rule) r
$$;
comment on function events.context_key(text, jsonb, timestamptz) is
'A context id to join by where rules from the settings may hold: by letters and digits alone where one does, as cdviz-collector writes ids that it hands on. rule:
the one that changed it.';

create or replace function cdviz.artifact_version_key(package text, version text) returns text
language sql immutable parallel safe
return coalesce(split_part(package, '?', 1), '') || '@' || coalesce(cdviz.purl_encode(version, true), '') || coalesce(substr(package, nullif(strpos(package, '?'), 0)), '');

create or replace function cdviz.artifact_name(id text, out package text, out digest text, out version text, out key text)
language plpgsql
immutable strict parallel safe
as $$
#variable_conflict use_variable
declare
    rest text := case when lower(left(id, 4) collate "C") = 'pkg:' then ltrim(substr(id, 5), '/') end;
    query text;
    type text;
    names text;
    at int;
    part text;
    plain boolean;
    space text;
    name text;
    tag text;
    registry text;
    pair text;
begin
    if strpos(rest, '#') > 0 then
        rest := regexp_replace(rest, '#[^#]*$', '');
    end if;
    if strpos(rest, '?') > 0 then
        query := substr(rest, strpos(rest, '?') + 1);
        rest := split_part(rest, '?', 1);
    end if;
    type := lower(split_part(rest, '/', 1) collate "C");
    names := btrim(substr(rest, length(type) + 2), '/');
    at := length(names) - strpos(reverse(names), '@') + 1;
    -- The version follows the last @, unless that begins a segment: then it belongs to a name.
    if at > 1 and at <= length(names) and substr(names, at - 1, 1) <> '/' then
        -- Some tools write two, one of them encoded: app@%40sha256:0b31….
        part := nullif(ltrim(cdviz.purl_decode(nullif(substr(names, at + 1), '')), '@'), '');
        names := btrim(coalesce(nullif(rtrim(left(names, at - 1), '@'), ''), left(names, at - 1)), '/');
    end if;
    if type collate "C" ~ '^[a-z0-9.+-]+$' and names <> '' then
        if strpos(names, '//') > 0 then
            names := regexp_replace(names, '/+', '/', 'g');
        end if;
        at := strpos(reverse(names), '/');
        name := case when at > 0 then right(names, at - 1) else names end;
        space := case when at > 0 then nullif(left(names, -at), '') end;
        plain := names collate "C" ~ '^[A-Za-z0-9._~:/-]*$';
        if not plain then
            name := cdviz.purl_decode(name);
            space := cdviz.purl_decode(space);
        end if;
        if type in ('github', 'bitbucket') then
            space := lower(space collate "C");
        end if;
        if type in ('github', 'bitbucket', 'oci', 'pypi') then
            name := lower(name collate "C");
        end if;
        if type = 'pypi' then
            name := replace(name, '_', '-');
        end if;
        if query <> '' then
            foreach pair in array string_to_array(query, '&') loop
                if strpos(pair, '=') > 0 and strpos(pair, '=') < length(pair) then
                    case lower(split_part(pair, '=', 1) collate "C")
                        when 'tag' then tag := coalesce(tag, cdviz.purl_decode(substr(pair, 5)));
                        when 'repository_url' then registry := coalesce(registry, cdviz.purl_decode(substr(pair, 16)));
                        else null;
                    end case;
                end if;
            end loop;
        end if;
        if registry is not null then
            -- One registry, however it is written; that of an image may end with the image's name.
            registry := rtrim(regexp_replace(registry, '^[hH][tT][tT][pP][sS]?://', ''), '/');
            if type in ('oci', 'docker') then
                registry := lower(registry collate "C");
                if right(registry, length(name) + 1) = '/' || lower(name collate "C") then
                    registry := rtrim(left(registry, -length(name) - 1), '/');
                end if;
            else
                registry := lower(split_part(registry, '/', 1) collate "C") || substr(registry, length(split_part(registry, '/', 1)) + 1);
            end if;
            registry := nullif(registry, '');
        end if;
        if not plain then
            name := cdviz.purl_encode(name);
            space := cdviz.purl_encode(space, true);
        end if;
        package := concat('pkg:', type, '/', space || '/', name, '?repository_url=' || cdviz.purl_encode(registry, true));
        -- A digest is an algorithm and 32 hexadecimal digits or more.
        at := strpos(part, ':');
        if at > 1 and length(part) - at >= 32 and substr(part, at + 1) collate "C" ~ '^[0-9A-Fa-f]*$' then
            digest := lower(part collate "C");
            version := tag;
        else
            version := coalesce(part, tag);
        end if;
    else
        if strpos(id, ':') > 0 then
            digest := lower(substring(id collate "C" from '^(?:.+@)?([sS][hH][aA](?:256|384|512):[0-9A-Fa-f]{32,})$') collate "C");
        end if;
        package := case when digest is null then id else nullif(left(id, -length(digest) - 1), '') end;
    end if;

    key := case when digest is not null then digest
                when version is null then package
                when left(package, 4) <> 'pkg:' then concat(package, '@', version)
                else cdviz.artifact_version_key(package, version) end;
end
$$;

create or replace function cdviz.package_name(package text) returns text
language sql immutable parallel safe
return case when starts_with(package, 'pkg:oci/') or starts_with(package, 'pkg:docker/') then 'image/' || split_part(split_part(package, '?', 1), '/', -1)
            else split_part(package, '?', 1) end;

-- What turns an array into text is not immutable to PostgreSQL, so no statement takes such a function in.
create or replace function cdviz.place_of(environment text, environment_source text, service text, service_source text) returns uuid
language plpgsql immutable parallel safe
as $$
begin
    return md5(array[environment, coalesce(environment_source, ''), service, coalesce(service_source, '')]::text)::uuid;
end
$$;

create or replace function events.named(aliases jsonb, environment text, environment_source text, service text, service_source text, at timestamptz)
returns table (environment text, environment_source text, service text, service_source text, alias text)
language sql stable parallel safe
as $$
    select case when e.rule is null then named.environment else e.name end, case when e.rule is null then named.environment_source end,
           case when s.rule is null then named.service else s.name end, case when s.rule is null then named.service_source end, nullif(concat_ws(', ', e.rule, s.rule), '')
    from (select) nothing
    left join lateral cdviz.alias_of(aliases, 'environment', named.environment, at) e on aliases <> '[]'
    left join lateral cdviz.alias_of(aliases, 'service', named.service, at) s on aliases <> '[]'
$$;
