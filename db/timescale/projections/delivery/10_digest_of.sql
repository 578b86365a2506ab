-- @tables
-- Which digest a tag was: the one said last before a time, or else first after, of what is known; null where nobody has said both.
create function digest_of(tag text, at timestamptz, known bigint) returns text
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
    return coalesce(
        (select t.artifact_key
         from ((select d.artifact_key, d.occurred_at, d.id from deployment_told d
                where d.alias_key = tag and d.by_digest and d.occurred_at <= at and d.position <= known and (d.known_to is null or d.known_to > known)
                order by d.occurred_at desc, d.id desc limit 1)
               union all
               (select a.artifact_key, a.occurred_at, a.id from artifact_fact a
                where a.alias_key = tag and a.by_digest and a.occurred_at <= at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.occurred_at desc, a.id desc limit 1)) t
         order by t.occurred_at desc, t.id desc limit 1),
        (select t.artifact_key
         from ((select d.artifact_key, d.occurred_at, d.id from deployment_told d
                where d.alias_key = tag and d.by_digest and d.occurred_at > at and d.position <= known and (d.known_to is null or d.known_to > known)
                order by d.occurred_at, d.id limit 1)
               union all
               (select a.artifact_key, a.occurred_at, a.id from artifact_fact a
                where a.alias_key = tag and a.by_digest and a.occurred_at > at and a.position <= known and (a.known_to is null or a.known_to > known)
                order by a.occurred_at, a.id limit 1)) t
         order by t.occurred_at, t.id limit 1));
end
$$;
