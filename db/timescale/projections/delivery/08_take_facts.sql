-- @tables
-- What the events say, before any correction.
create function take_facts(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    same constant jsonb := coalesce(events.projection_setting('delivery', 'same_environments')::jsonb, '{}');
begin
    with e as materialized (
        select e.id, e.seq_id, r.rank, (e.headers ->> 'occurredAt')::timestamptz as occurred_at, split_part(e.type, '_', 1) as subject, split_part(e.type, '_', 2) as predicate,
               events.context_key(e.headers ->> 'contextId') as context_id, e.headers ->> 'type' as sent_type, events.subject_source(e.stream_id) as source,
               events.subject_id(e.stream_id) as subject_id, e.stream_id,
               events.context_key(e.correlation_id) as chain_id, e.correlation_id, e.data
        from events.mt_events e
        join events.event_type r using (type)
        where e.seq_id > after and e.seq_id <= up_to
            and e.type in (
                'service_deployed', 'service_upgraded', 'service_rolled_back', 'change_merged', 'artifact_packaged', 'artifact_signed', 'artifact_published', 'artifact_downloaded', 'artifact_deleted',
                'incident_detected', 'incident_reported', 'incident_resolved')
    ), deployed as (
        insert into deployment_told
        select e.id, e.seq_id, null, e.occurred_at, e.rank, e.context_id,
               w.environment, e.subject_id, events.content_text(e.data, 'artifactId'),
               n.key, n.package || '#' || n.version, coalesce(n.version, n.digest),
               split_part(lower(e.sent_type), '.', 4), e.source, e.chain_id, n.digest is not null,
               cdviz.place_of(w.environment, w.source, e.subject_id, w.service_source), w.source, w.service_source
        from e
        cross join lateral (select events.content_text(e.data, 'environment', 'id') as id) i
        cross join lateral (
            select coalesce(same ->> i.id, i.id) as environment, case when not same ? i.id then nullif(events.content_text(e.data, 'environment', 'source'), '') end as source,
                   events.given_source(e.data) as service_source) w
        left join lateral cdviz.artifact_name(events.content_text(e.data, 'artifactId')) n on true
        where e.subject = 'service' and i.id is not null
    ), merged as (
        insert into change_fact
        select e.id, e.seq_id, null, e.occurred_at, e.context_id, e.subject_id, coalesce(events.content_text(e.data, 'repository', 'id'), ''), e.chain_id
        from e
        where e.subject = 'change'
    ), made as (
        insert into artifact_fact
        select e.id, e.seq_id, null, e.occurred_at, e.predicate, n.key, n.package || '#' || n.version, events.content_text(e.data, 'change', 'id'), n.digest is not null
        from e
        left join lateral cdviz.artifact_name(e.subject_id) n on true
        where e.subject = 'artifact'
    ), told as (
        insert into incident_fact
        select e.id, e.seq_id, null, e.occurred_at, e.rank, e.context_id, e.stream_id, e.subject_id, e.source, e.predicate,
               coalesce(same ->> i.id, i.id), events.content_text(e.data, 'service', 'id'), events.content_text(e.data, 'artifactId'),
               cdviz.artifact_key(events.content_text(e.data, 'artifactId')), events.content_text(e.data, 'description'),
               events.content_text(e.data, 'ticketURI'), e.correlation_id,
               case when not same ? i.id then nullif(events.content_text(e.data, 'environment', 'source'), '') end, nullif(events.content_text(e.data, 'service', 'source'), '')
        from e
        cross join lateral (select events.content_text(e.data, 'environment', 'id') as id) i
        where e.subject = 'incident'
    )
    insert into link_fact
    select distinct e.id, e.seq_id, null::bigint, upper(left(case when l.type = 'RELATION' then coalesce(l.kind, 'RELATION') else 'PATH' end, 100)),
           events.context_key(l.target), e.subject, case when e.subject = 'incident' then e.stream_id end
    from e
    cross join lateral events.links_of(e.data) l
    where e.subject in ('service', 'incident') and l.target is not null;
end
$$;
