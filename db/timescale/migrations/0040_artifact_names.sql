-- What an artifact's id says it is: the same rules as CdViz.Domain.ArtifactName, tested against it.

create function cdviz.purl_decode(encoded text) returns text
language plpgsql
immutable strict parallel safe
as $$
declare
    hex text;
begin
    if strpos(encoded, '%') = 0 then
        return encoded;
    end if;
    select string_agg(case when t.token[1] ~ '^%.' then lower(substr(t.token[1], 2)) else encode(convert_to(t.token[1], 'UTF8'), 'hex') end, '' order by t.ord)
    into hex
    from regexp_matches(encoded collate "C", '%[0-9A-Fa-f]{2}|[^%]+|%', 'g') with ordinality t (token, ord);
    -- Well-formed UTF-8 without NUL, byte for byte (Unicode, table 3-7).
    if hex ~ ('^(?:0[1-9a-f]|[1-7][0-9a-f]|(?:c[2-9a-f]|d[0-9a-f])[89ab][0-9a-f]|e0[ab][0-9a-f][89ab][0-9a-f]|e[1-9a-cef](?:[89ab][0-9a-f]){2}'
              || '|ed[89][0-9a-f][89ab][0-9a-f]|f0[9ab][0-9a-f](?:[89ab][0-9a-f]){2}|f[1-3](?:[89ab][0-9a-f]){3}|f48[0-9a-f](?:[89ab][0-9a-f]){2})*$') then
        return convert_from(decode(hex, 'hex'), 'UTF8');
    end if;
    return encoded;
end
$$;
comment on function cdviz.purl_decode is
'Percent-decodes a part of a package URL. What would not be text then, or hold a NUL, is left as it is.';

create function cdviz.purl_encode(decoded text, slashes boolean default false) returns text
language plpgsql
immutable strict parallel safe
as $$
begin
    if decoded collate "C" ~ '^[A-Za-z0-9._~:-]*$' or slashes and decoded collate "C" ~ '^[A-Za-z0-9._~:/-]*$' then
        return decoded;
    end if;
    return (
        select string_agg(
            case when t.token[1] ~ '^[A-Za-z0-9._~:-]' or slashes and t.token[1] = '/' then t.token[1]
                 else regexp_replace(upper(encode(convert_to(t.token[1], 'UTF8'), 'hex')), '(..)', '%\1', 'g') end,
            '' order by t.ord)
        from regexp_matches(decoded collate "C", '[A-Za-z0-9._~:-]+|.', 'g') with ordinality t (token, ord));
end
$$;
comment on function cdviz.purl_encode is
'Percent-encodes a part of a package URL: all but letters, digits and -._~: and, where asked for, slashes.';

create function cdviz.artifact_name(id text, out package text, out digest text, out version text, out key text)
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
        part := cdviz.purl_decode(nullif(substr(names, at + 1), ''));
        names := btrim(left(names, at - 1), '/');
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
        package := concat('pkg:', type, '/', cdviz.purl_encode(space, true) || '/', cdviz.purl_encode(name), '?repository_url=' || cdviz.purl_encode(registry, true));
        digest := case when part collate "C" ~ '^[^:]+:[0-9A-Fa-f]{32,}$' then lower(part collate "C") end;
        version := case when digest is null then coalesce(part, tag) else tag end;
    else
        digest := lower(substring(id collate "C" from '^(?:.+@)?([sS][hH][aA](?:256|384|512):[0-9A-Fa-f]{32,})$') collate "C");
        package := case when digest is null then id else nullif(left(id, -length(digest) - 1), '') end;
    end if;

    key := case when package is null then digest
                when digest is null and version is null then package
                when package !~ '^pkg:' then concat(package, '@', digest)
                else concat(split_part(package, '?', 1), '@', cdviz.purl_encode(coalesce(digest, version), true), substring(package from '\?.*$')) end;
end
$$;
comment on function cdviz.artifact_name is
'What an artifact''s id says it is: package, digest, version and the key to join by, each as the function of that name gives it.';

create function cdviz.artifact_package(id text) returns text
language sql
immutable strict parallel safe
return (cdviz.artifact_name(id)).package;
comment on function cdviz.artifact_package is
'What all versions of an artifact share: the canonical purl without version, subpath and qualifiers but for repository_url, so that two registries stay two; an
id that is no purl as it is; null for a bare digest.';

create function cdviz.artifact_digest(id text) returns text
language sql
immutable strict parallel safe
return (cdviz.artifact_name(id)).digest;
comment on function cdviz.artifact_digest is 'The digest that an artifact''s id names, lower case: sha256:0b31…; null where it names none.';

create function cdviz.artifact_version(id text) returns text
language sql
immutable strict parallel safe
return (cdviz.artifact_name(id)).version;
comment on function cdviz.artifact_version is 'The version or tag that an artifact''s id names; null where it names none.';

create function cdviz.artifact_key(id text) returns text
language sql
immutable strict parallel safe
return (cdviz.artifact_name(id)).key;
comment on function cdviz.artifact_key is
'The one text that ids of the same digest share, or, of those without digest, the same version: a purl of package and digest or version; where there is neither,
the package.';
