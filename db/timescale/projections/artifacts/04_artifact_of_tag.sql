-- @tables
-- What a tag was at a time: the digest last said before, or else first said after.
create function artifact_of_tag(tag uuid, at timestamptz) returns uuid
language sql
stable
as $$
    select coalesce(
        (select t.artifact from artifact_tag t where t.tag = artifact_of_tag.tag and t.at <= artifact_of_tag.at order by t.at desc, t.artifact limit 1),
        (select t.artifact from artifact_tag t where t.tag = artifact_of_tag.tag and t.at > artifact_of_tag.at order by t.at, t.artifact limit 1))
$$;
