-- @tables
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
