-- Artifacts, each known by digest and by tag as one: when it was packaged, signed, published, fetched, deleted.

-- @tables
create table artifact_event (
    event_id uuid not null primary key,
    artifact uuid not null,
    tag uuid null,
    at timestamptz not null,
    rank smallint not null,
    predicate text not null,
    subject_id text not null,
    source text not null,
    package text null,
    digest text null,
    version text null,
    sbom text null,
    change text null,
    actor text null,
    chain_id text null,
    position bigint not null
);
comment on table artifact_event is 'One row for each event of an artifact: which artifact it is of, as far as is known by now.';
create index on artifact_event (artifact);
create index on artifact_event (tag) where digest is null;

-- @indexes
create index on artifact_event using hash (subject_id);
