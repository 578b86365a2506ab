-- @tables
create table artifact_tie (
    event_id uuid primary key,
    tag_key text not null,
    digest_key text not null,
    occurred_at timestamptz not null
);
comment on table artifact_tie is 'Which digest a tag or version named, and when: from events whose package URL has both.';
comment on column artifact_tie.event_id is 'The event.';
comment on column artifact_tie.tag_key is 'Key of the artifact by its tag or version.';
comment on column artifact_tie.digest_key is 'Key of the artifact by its digest.';
comment on column artifact_tie.occurred_at is 'When the event occurred.';
create index on artifact_tie (tag_key, occurred_at, event_id);
