-- One digest is one artifact, whatever package and registry an id names with it; one registry is one, however it is written.

create function cdviz.artifact_version_key(package text, version text) returns text
language sql immutable parallel safe
return concat(split_part(package, '?', 1), '@', cdviz.purl_encode(version, true), substring(package from '\?.*$'));
comment on function cdviz.artifact_version_key is 'The key of a version of a package, or of a tag of it: cdviz.artifact_key of an id that names both and no digest.';

create or replace function cdviz.artifact_name(id text, out package text, out digest text, out version text, out key text)
language plpgsql
immutable strict parallel safe
as $$
#variable_conflict use_variable
declare
    rest text := case when id ~ '^[pP][kK][gG]:' then regexp_replace(ltrim(substr(id, 5), '/'), '#[^#]*$', '') end;
    query text := case when strpos(rest, '?') > 0 then substr(rest, strpos(rest, '?') + 1) end;
    path text := split_part(rest, '?', 1);
    type text := lower(split_part(path, '/', 1) collate "C");
    names text := btrim(substr(path, length(type) + 2), '/');
    at int := length(names) - strpos(reverse(names), '@') + 1;
    part text;
    segments text[];
    space text;
    name text;
    tag text;
    registry text;
    pair text;
begin
    -- The version follows the last @, unless that begins a segment: then it belongs to a name.
    if at > 1 and at <= length(names) and substr(names, at - 1, 1) <> '/' then
        -- Some tools write two, one of them encoded: app@%40sha256:0b31….
        part := nullif(ltrim(cdviz.purl_decode(nullif(substr(names, at + 1), '')), '@'), '');
        names := btrim(coalesce(nullif(rtrim(left(names, at - 1), '@'), ''), left(names, at - 1)), '/');
    end if;
    if type collate "C" ~ '^[a-z0-9.+-]+$' and names <> '' then
        segments := string_to_array(regexp_replace(names, '/+', '/', 'g'), '/');
        name := cdviz.purl_decode(segments[cardinality(segments)]);
        space := cdviz.purl_decode(nullif(array_to_string(segments[:cardinality(segments) - 1], '/'), ''));
        if type in ('github', 'bitbucket') then
            space := lower(space collate "C");
        end if;
        if type in ('github', 'bitbucket', 'oci', 'pypi') then
            name := lower(name collate "C");
        end if;
        if type = 'pypi' then
            name := replace(name, '_', '-');
        end if;
        foreach pair in array string_to_array(coalesce(query, ''), '&') loop
            if strpos(pair, '=') > 0 and strpos(pair, '=') < length(pair) then
                case lower(split_part(pair, '=', 1) collate "C")
                    when 'tag' then tag := coalesce(tag, cdviz.purl_decode(substr(pair, 5)));
                    when 'repository_url' then registry := coalesce(registry, cdviz.purl_decode(substr(pair, 16)));
                    else null;
                end case;
            end if;
        end loop;
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
        package := concat('pkg:', type, '/', cdviz.purl_encode(space, true) || '/', cdviz.purl_encode(name), '?repository_url=' || cdviz.purl_encode(registry, true));
        digest := case when part collate "C" ~ '^[^:]+:[0-9A-Fa-f]{32,}$' then lower(part collate "C") end;
        version := case when digest is null then coalesce(part, tag) else tag end;
    else
        digest := lower(substring(id collate "C" from '^(?:.+@)?([sS][hH][aA](?:256|384|512):[0-9A-Fa-f]{32,})$') collate "C");
        package := case when digest is null then id else nullif(left(id, -length(digest) - 1), '') end;
    end if;

    key := case when digest is not null then digest
                when version is null then package
                when package !~ '^pkg:' then concat(package, '@', version)
                else cdviz.artifact_version_key(package, version) end;
end
$$;

comment on function cdviz.artifact_package(text) is
'What all versions of an artifact share: the canonical purl without version, subpath and qualifiers but for repository_url, so that two registries stay two (one is
the same with https:// and a slash at its end or without, and with the name of an image at its end or without); an id that is no purl as it is; null for a bare digest.';
comment on function cdviz.artifact_key(text) is
'The one text that ids of the same digest share, whatever package and registry they name: the digest. Of those without digest a purl of package and version; where there
is neither, the package.';
