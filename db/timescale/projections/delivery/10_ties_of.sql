-- @tables
-- What was said within a page of tags and the digests they are: by whom it became known, and by whom it ended. By position alone: beside it, plans would go through all that
-- was ever said of a digest.
create function ties_of(after bigint, up_to bigint) returns table ("alias_key" text, "position" bigint, "known_to" bigint)
language sql stable
as $$
    select t.alias_key, t.position, t.known_to
    from (
        select d.alias_key, d.position, d.known_to, d.by_digest from deployment_told d
        where d.position > after and d.position <= up_to or d.known_to > after and d.known_to <= up_to
        union all
        select a.alias_key, a.position, a.known_to, a.by_digest from artifact_fact a
        where a.position > after and a.position <= up_to or a.known_to > after and a.known_to <= up_to
        offset 0) t
    where t.by_digest and t.alias_key is not null
$$;
