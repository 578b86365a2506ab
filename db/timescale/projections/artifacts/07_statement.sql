-- @statement
insert into artifact
select r.* from artifact_rows($1, $2) r
on conflict (artifact) do update set
    subject_id = excluded.subject_id, package = excluded.package, packages = excluded.packages, digest = excluded.digest, version = excluded.version, versions = excluded.versions,
    packaged_at = excluded.packaged_at, signed_at = excluded.signed_at, published_at = excluded.published_at, downloaded_at = excluded.downloaded_at,
    deleted_at = excluded.deleted_at, sbom = excluded.sbom, change = excluded.change, last_user = excluded.last_user, source = excluded.source,
    chain_id = excluded.chain_id, last_at = excluded.last_at, position = excluded.position;
