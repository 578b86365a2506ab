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

create table artifact (
    artifact uuid not null primary key,
    subject_id text not null,
    package text null,
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

-- What a tag was at a time: the digest last said before, or else first said after.
create function artifact_of_tag(tag uuid, at timestamptz) returns uuid
language sql
stable
as $$
    select coalesce(
        (select t.artifact from artifact_tag t where t.tag = artifact_of_tag.tag and t.at <= artifact_of_tag.at order by t.at desc, t.artifact limit 1),
        (select t.artifact from artifact_tag t where t.tag = artifact_of_tag.tag and t.at > artifact_of_tag.at order by t.at, t.artifact limit 1))
$$;

-- Keeps the events and tags of a page; gives the artifacts whose rows come out differently.
create function artifacts_touched(after bigint, up_to bigint) returns uuid[]
language plpgsql
as $$
declare
    touched uuid[];
    more uuid[];
    moved uuid[];
begin
    with named as (
        select e.seq_id, (e.headers ->> 'occurredAt')::timestamptz as at, n.*
        from events.mt_events e
        cross join lateral cdviz.artifact_name(
            case when e.type like 'artifact\_%' then events.subject_id(e.stream_id)
                 when e.type <> 'custom_event' and jsonb_typeof(e.data #> '{subject,content,artifactId}') = 'string'
                     then e.data #>> '{subject,content,artifactId}' end) n
        where e.seq_id > after and e.seq_id <= up_to
    ), added as (
        insert into artifact_tag (tag, at, digest, artifact, package, version)
        select distinct md5(concat(n.package, chr(10), n.version))::uuid, n.at, n.digest, md5(n.key)::uuid, n.package, n.version
        from named n
        where n.package is not null and n.digest is not null and n.version is not null
        on conflict do nothing
        returning tag, artifact
    )
    select array_agg(distinct tag), array_agg(distinct artifact) into moved, touched from added;

    with added as (
        insert into artifact_event (
            event_id, artifact, tag, at, rank, predicate, subject_id, source, package, digest, version, sbom, change, actor, chain_id, position)
        select e.id,
               coalesce(case when n.digest is null and n.version is not null then artifact_of_tag(md5(concat(n.package, chr(10), n.version))::uuid, o.at) end,
                        md5(n.key)::uuid),
               case when n.version is not null then md5(concat(n.package, chr(10), n.version))::uuid end,
               o.at,
               r.rank,
               o.predicate,
               o.subject_id,
               events.subject_source(e.stream_id),
               n.package,
               n.digest,
               n.version,
               e.data #>> '{subject,content,sbom,uri}',
               e.data #>> '{subject,content,change,id}',
               e.data #>> '{subject,content,user}',
               e.correlation_id,
               e.seq_id
        from events.mt_events e
        join events.event_type r using (type)
        cross join lateral (
            select (e.headers ->> 'occurredAt')::timestamptz as at,
                   split_part(e.type, '_', 2) as predicate,
                   events.subject_id(e.stream_id) as subject_id
        ) o
        cross join lateral cdviz.artifact_name(o.subject_id) n
        where e.seq_id > after and e.seq_id <= up_to and e.type like 'artifact\_%'
        returning artifact
    )
    select touched || array_agg(distinct artifact) into touched from added;

    -- Events that named a tag alone may be of another artifact than was thought.
    with found as (
        select e.event_id, e.artifact as before, artifact_of_tag(e.tag, e.at) as artifact
        from artifact_event e
        where e.tag = any(moved) and e.digest is null
    ), mended as (
        update artifact_event e
        set artifact = f.artifact
        from found f
        where f.event_id = e.event_id and f.artifact <> f.before
        returning f.before, f.artifact
    )
    select array_agg(m.before) || array_agg(m.artifact) into more from mended m;

    return coalesce(touched, '{}') || coalesce(more, '{}');
end
$$;

-- The rows of some artifacts, from all events of each. The plans are made once and kept, whatever the planner may think of tables that were empty then.
create function artifact_rows(after bigint, up_to bigint)
returns table (
    artifact uuid, subject_id text, package text, digest text, version text, versions text[], packaged_at timestamptz, signed_at timestamptz,
    published_at timestamptz, downloaded_at timestamptz, deleted_at timestamptz, sbom text, change text, last_user text, source text, chain_id text,
    last_at timestamptz, "position" bigint)
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    touched uuid[] := artifacts_touched(after, up_to);
begin
    delete from artifact a
    where a.artifact = any(touched) and not exists (select from artifact_event e where e.artifact = a.artifact);

    return query
    select e.artifact,
           (array_agg(e.subject_id order by e.at desc, e.rank desc, e.event_id desc))[1],
           max(e.package),
           max(e.digest),
           (array_agg(e.version order by e.at desc, e.rank desc, e.event_id desc) filter (where e.version is not null))[1],
           array(
               select x.version from artifact_event x where x.artifact = e.artifact and x.version is not null
               union
               select t.version from artifact_tag t where t.artifact = e.artifact
               order by 1),
           max(e.at) filter (where e.predicate = 'packaged'),
           max(e.at) filter (where e.predicate = 'signed'),
           max(e.at) filter (where e.predicate = 'published'),
           max(e.at) filter (where e.predicate = 'downloaded'),
           case when max(e.at) filter (where e.predicate = 'deleted') >= coalesce(max(e.at) filter (where e.predicate in ('packaged', 'published')), '-infinity')
                then max(e.at) filter (where e.predicate = 'deleted') end,
           (array_agg(e.sbom order by e.at desc, e.rank desc, e.event_id desc) filter (where e.sbom is not null))[1],
           (array_agg(e.change order by e.at desc, e.rank desc, e.event_id desc) filter (where e.change is not null))[1],
           (array_agg(e.actor order by e.at desc, e.rank desc, e.event_id desc) filter (where e.actor is not null))[1],
           (array_agg(e.source order by e.at desc, e.rank desc, e.event_id desc))[1],
           (array_agg(e.chain_id order by e.at desc, e.rank desc, e.event_id desc) filter (where e.chain_id is not null))[1],
           max(e.at),
           (array_agg(e.position order by e.at desc, e.rank desc, e.event_id desc))[1]
    from artifact_event e
    where e.artifact = any(touched)
    group by e.artifact;
end
$$;

-- @statement
insert into artifact
select r.* from artifact_rows($1, $2) r
on conflict (artifact) do update set
    subject_id = excluded.subject_id, package = excluded.package, digest = excluded.digest, version = excluded.version, versions = excluded.versions,
    packaged_at = excluded.packaged_at, signed_at = excluded.signed_at, published_at = excluded.published_at, downloaded_at = excluded.downloaded_at,
    deleted_at = excluded.deleted_at, sbom = excluded.sbom, change = excluded.change, last_user = excluded.last_user, source = excluded.source,
    chain_id = excluded.chain_id, last_at = excluded.last_at, position = excluded.position;

-- @indexes
create index on artifact using hash (subject_id);
create index on artifact (last_at, artifact);
create index on artifact using hash (package);
create index on artifact using hash (digest);
create index on artifact (published_at);
create index on artifact_event using hash (subject_id);

-- @views
create or replace view cdviz.artifact as
select subject_id, packaged_at, signed_at, published_at, downloaded_at, deleted_at,
       (select e.data from events.mt_events e where e.seq_id = position) as last_payload,
       package, digest, version, versions, sbom, change, last_user, source, chain_id, position,
       last_at as last_seen_at,
       artifact::text as id
from artifact;
comment on view cdviz.artifact is 'Artifacts: one row for each, whether it was named by digest or by a tag. Registries stay apart.';
comment on column cdviz.artifact.subject_id is 'Id of the artifact as the last event named it.';
comment on column cdviz.artifact.packaged_at is 'When it was packaged last; null when nobody said so.';
comment on column cdviz.artifact.signed_at is 'When it was signed last; null when nobody said so.';
comment on column cdviz.artifact.published_at is 'When it was published last; null when nobody said so.';
comment on column cdviz.artifact.downloaded_at is 'When it was fetched last; null when nobody said so.';
comment on column cdviz.artifact.deleted_at is 'When it was deleted; null while it is there, also after it was made again.';
comment on column cdviz.artifact.last_payload is 'The whole CDEvent that told last of it.';
comment on column cdviz.artifact.package is 'What all its versions share, as cdviz.artifact_package gives it; null for a bare digest.';
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

create or replace view cdviz.artifact_alias as
select cdviz.artifact_key(concat(package, case when strpos(package, '?') > 0 then '&' else '?' end, 'tag=', cdviz.purl_encode(version))) as key,
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
