-- @tables
-- What the events say, before any correction.
create function take_facts(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
    with e as materialized (
        select e.id, e.seq_id, (e.headers ->> 'occurredAt')::timestamptz as occurred_at, split_part(e.type, '_', 1) as subject, split_part(e.type, '_', 2) as predicate,
               e.headers ->> 'contextId' as context_id, e.headers ->> 'type' as sent_type, split_part(e.stream_id, '|', 2) as source,
               substr(e.stream_id, length(split_part(e.stream_id, '|', 1)) + length(split_part(e.stream_id, '|', 2)) + 3) as subject_id,
               e.correlation_id as chain_id, e.data -> 'subject' -> 'content' as content, e.data -> 'context' -> 'links' as links
        from events.mt_events e
        where e.seq_id > after and e.seq_id <= up_to
            and e.type in (
                'service_deployed', 'service_upgraded', 'service_rolled_back', 'change_merged', 'artifact_packaged', 'artifact_published',
                'incident_detected', 'incident_reported', 'incident_resolved')
    ), deployed as (
        insert into deployment_fact
        select e.id, e.seq_id, null, e.occurred_at, case e.predicate when 'deployed' then 0 when 'upgraded' then 1 else 2 end, e.context_id,
               e.content -> 'environment' ->> 'id', e.subject_id, e.content ->> 'artifactId', n.key, n.package || '#' || n.version, coalesce(n.version, n.digest),
               split_part(lower(e.sent_type), '.', 4), e.source, e.chain_id
        from e
        left join lateral cdviz.artifact_name(e.content ->> 'artifactId') n on true
        where e.subject = 'service' and e.content -> 'environment' ->> 'id' is not null
    ), merged as (
        insert into change_fact
        select e.id, e.seq_id, null, e.occurred_at, e.context_id, e.subject_id, coalesce(e.content -> 'repository' ->> 'id', ''), e.chain_id
        from e
        where e.subject = 'change'
    ), made as (
        insert into artifact_fact
        select e.id, e.seq_id, null, e.occurred_at, e.predicate, n.key, n.package || '#' || n.version, e.content -> 'change' ->> 'id'
        from e
        left join lateral cdviz.artifact_name(e.subject_id) n on true
        where e.subject = 'artifact'
    ), told as (
        insert into incident_fact
        select e.id, e.seq_id, null, e.occurred_at, case e.predicate when 'detected' then 0 when 'reported' then 1 else 9 end, e.context_id, e.subject_id, e.predicate,
               e.content -> 'environment' ->> 'id', e.content -> 'service' ->> 'id', e.content ->> 'artifactId', cdviz.artifact_key(e.content ->> 'artifactId'),
               e.content ->> 'description'
        from e
        where e.subject = 'incident'
    )
    insert into link_fact
    select distinct e.id, e.seq_id, null::bigint, upper(case when l.link ->> 'linkType' = 'RELATION' then coalesce(l.link ->> 'linkKind', 'RELATION') else 'PATH' end),
           coalesce(l.link -> 'target' ->> 'contextId', l.link -> 'from' ->> 'contextId'), e.subject, case when e.subject = 'incident' then e.subject_id end
    from e
    cross join lateral jsonb_array_elements(case jsonb_typeof(e.links) when 'array' then e.links else '[]' end) l (link)
    where e.subject in ('service', 'incident') and coalesce(l.link -> 'target' ->> 'contextId', l.link -> 'from' ->> 'contextId') is not null;
end
$$;
