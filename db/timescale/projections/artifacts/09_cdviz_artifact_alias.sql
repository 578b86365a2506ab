-- @views
create or replace view cdviz.artifact_alias as
select cdviz.artifact_version_key(package, version) as key,
       artifact::text as artifact_id, package, version, digest, at as valid_from,
       lead(at) over (partition by tag order by at, artifact desc) as valid_to
from artifact_tag;
comment on view cdviz.artifact_alias is 'Which digest a tag was, and from when to when: one row for each time somebody named both.';
comment on column cdviz.artifact_alias.key is 'The tag, as cdviz.artifact_key gives it.';
comment on column cdviz.artifact_alias.artifact_id is 'The artifact it was: id in cdviz.artifact.';
comment on column cdviz.artifact_alias.package is 'The package.';
comment on column cdviz.artifact_alias.version is 'The version or tag.';
comment on column cdviz.artifact_alias.digest is 'The digest it was.';
comment on column cdviz.artifact_alias.valid_from is 'When somebody named both.';
comment on column cdviz.artifact_alias.valid_to is 'When somebody named both the next time; null for the last.';
