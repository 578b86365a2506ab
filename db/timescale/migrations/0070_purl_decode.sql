-- Most parts of a package URL that are encoded hold colons and slashes and nothing else: those don't need the general way.

create or replace function cdviz.purl_decode(encoded text) returns text
language plpgsql
immutable strict parallel safe
as $$
declare
    hex text;
    decoded text;
begin
    if strpos(encoded, '%') = 0 then
        return encoded;
    end if;
    decoded := replace(replace(replace(replace(encoded, '%3A', ':'), '%3a', ':'), '%2F', '/'), '%2f', '/');
    if strpos(decoded, '%') = 0 then
        return decoded;
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
