-- @views
create or replace view cdviz.artifact as
select subject_id, packaged_at, signed_at, published_at, downloaded_at, deleted_at,
       (select e.data from events.mt_events e where e.seq_id = position) as last_payload,
       package, digest, version, versions, sbom, change, last_user, source, chain_id, position,
       last_at as last_seen_at,
       artifact::text as id, packages
from artifact;
comment on view cdviz.artifact is 'Artifacts: one row for each, whether it was named by digest or by a tag. One digest is one artifact; without digest, registries stay apart.';
comment on column cdviz.artifact.subject_id is 'Id of the artifact as the last event named it.';
comment on column cdviz.artifact.packaged_at is 'When it was packaged last; null when nobody said so.';
comment on column cdviz.artifact.signed_at is 'When it was signed last; null when nobody said so.';
comment on column cdviz.artifact.published_at is 'When it was published last; null when nobody said so.';
comment on column cdviz.artifact.downloaded_at is 'When it was fetched last; null when nobody said so.';
comment on column cdviz.artifact.deleted_at is 'When it was deleted; null while it is there, also after it was made again.';
comment on column cdviz.artifact.last_payload is 'The whole CDEvent that told last of it.';
comment on column cdviz.artifact.package is 'What all its versions share, as cdviz.artifact_package gives it, by the last event that said it; null where only a bare digest is known.';
comment on column cdviz.artifact.digest is 'Its digest, sha256:…; null when none is known.';
comment on column cdviz.artifact.version is 'The version or tag it was named by last; null when none is known.';
comment on column cdviz.artifact.versions is 'All versions and tags it was ever named by, in alphabetical order.';
comment on column cdviz.artifact.sbom is 'Where its bill of materials is. Check the scheme before you make a link of it.';
comment on column cdviz.artifact.change is 'Id of the change that was packaged.';
comment on column cdviz.artifact.last_user is 'Who published, fetched or deleted it last.';
comment on column cdviz.artifact.source is 'Who told last of it: the source of the subject.';
comment on column cdviz.artifact.chain_id is 'Chain of the last event that named one; null when none did.';
comment on column cdviz.artifact.position is 'Position in the log of the event that told last of it.';
comment on column cdviz.artifact.last_seen_at is 'When the last that is known of it happened.';
comment on column cdviz.artifact.id is 'Names the artifact.';
comment on column cdviz.artifact.packages is 'All packages it was ever named with, in alphabetical order: one for each registry it is in.';
