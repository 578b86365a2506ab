-- @tables
-- What an artifact's id says of it: its key, the package it is a version of, and, where it has tag and digest, the tag that is the digest.
create function graph_artifact(id text, out node_key text, out package text, out package_key text, out tag_key text)
language plpgsql immutable strict parallel safe
as $$
declare
    name constant record := cdviz.artifact_name(id);
begin
    node_key := graph_bounded('artifact', coalesce(name.key, id));
    if name.package is not null and name.package <> name.key then
        package := name.package;
        package_key := graph_key('artifact', package);
    end if;
    if name.digest is not null and name.version is not null and name.package ~ '^pkg:' then
        tag_key := graph_key('artifact', cdviz.artifact_version_key(name.package, name.version));
    end if;
end
$$;
