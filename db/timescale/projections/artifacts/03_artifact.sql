-- @tables
create table artifact (
    artifact uuid not null primary key,
    subject_id text not null,
    package text null,
    packages text[] not null,
    digest text null,
    version text null,
    versions text[] not null,
    packaged_at timestamptz null,
    signed_at timestamptz null,
    published_at timestamptz null,
    downloaded_at timestamptz null,
    deleted_at timestamptz null,
    sbom text null,
    change text null,
    last_user text null,
    source text not null,
    chain_id text null,
    last_at timestamptz not null,
    position bigint not null
) with (fillfactor = 80);
comment on table artifact is 'One row for each artifact.';

-- @indexes
create index on artifact using hash (subject_id);
create index on artifact (last_at, artifact);
create index on artifact using hash (package);
create index on artifact using hash (digest);
create index on artifact (published_at);
