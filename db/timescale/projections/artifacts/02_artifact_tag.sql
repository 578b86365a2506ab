-- @tables
create table artifact_tag (
    tag uuid not null,
    at timestamptz not null,
    digest text not null,
    artifact uuid not null,
    package text not null,
    version text not null,
    primary key (tag, at, artifact)
);
comment on table artifact_tag is 'At which times a tag was said to be a digest: whatever named both, an artifact''s event or one that refers to it.';
create index on artifact_tag (artifact);
