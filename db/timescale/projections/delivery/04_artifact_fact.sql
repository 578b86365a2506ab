-- @tables
create table artifact_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    kind text not null,
    artifact_key text null,
    alias_key text null,
    change_id text null,
    by_digest boolean not null,
    package text null
);
comment on table artifact_fact is 'What was reported of artifacts: when they were packaged and published, and which digest a tag was.';
comment on column artifact_fact.id is 'Id of the event.';
comment on column artifact_fact.position is 'Position from which it is known so.';
comment on column artifact_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column artifact_fact.occurred_at is 'When.';
comment on column artifact_fact.kind is 'packaged, signed, published, downloaded or deleted.';
comment on column artifact_fact.artifact_key is 'What all spellings of the artifact share.';
comment on column artifact_fact.alias_key is 'Package and version, where it has a version.';
comment on column artifact_fact.change_id is 'The change that was packaged.';
comment on column artifact_fact.by_digest is 'True where it is named by its digest; with a version, that is the digest of this version.';
comment on column artifact_fact.package is 'What its package is called in every registry.';
create index on artifact_fact (artifact_key, kind, occurred_at, id);
create index on artifact_fact (alias_key, kind, occurred_at, id);
create index on artifact_fact (alias_key, occurred_at, id) where by_digest;
create index on artifact_fact (change_id) where change_id is not null;
create index on artifact_fact (id);
create index on artifact_fact (position);
create index on artifact_fact (known_to) where known_to is not null;
