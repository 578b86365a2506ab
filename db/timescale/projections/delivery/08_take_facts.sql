-- @tables
-- What the events say, before any correction.
create function take_facts(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    aliases constant jsonb := coalesce(events.projection_setting('delivery', 'aliases')::jsonb, '[]');
    service_paths constant jsonb := coalesce(events.projection_setting('delivery', 'service_paths')::jsonb, '{}');
begin
    with e as materialized (
        select e.id, e.seq_id, r.rank, (e.headers ->> 'occurredAt')::timestamptz as occurred_at, split_part(e.type, '_', 1) as subject, split_part(e.type, '_', 2) as predicate,
               c.key as context_id, c.rule as context_rule, e.headers ->> 'type' as sent_type, events.subject_source(e.stream_id) as source,
               events.subject_id(e.stream_id) as subject_id, e.stream_id,
               events.context_key(e.correlation_id) as chain_id, e.correlation_id, e.data
        from events.mt_events e
        join events.event_type r using (type)
        cross join lateral events.context_key(e.headers ->> 'contextId', aliases, (e.headers ->> 'occurredAt')::timestamptz) c
        where e.seq_id > after and e.seq_id <= up_to
            and e.type in (
                'service_deployed', 'service_upgraded', 'service_rolled_back', 'change_created', 'change_updated', 'change_merged', 'artifact_packaged', 'artifact_signed', 'artifact_published', 'artifact_downloaded', 'artifact_deleted',
                'incident_detected', 'incident_reported', 'incident_resolved')
    ), deployed as (
        insert into deployment_told
        select e.id, e.seq_id, null, e.occurred_at, e.rank, e.context_id,
               w.environment, w.service, events.content_text(e.data, 'artifactId'),
               n.key, n.package || '#' || n.version, coalesce(n.version, n.digest),
               split_part(lower(e.sent_type), '.', 4), e.source, e.chain_id, n.digest is not null,
               case when w.environment is not null then cdviz.place_of(w.environment, w.environment_source, w.service, w.service_source) end, w.environment_source, w.service_source, cdviz.package_name(n.package),
               w.alias, e.context_rule, case when aliases <> '[]' then r.reported end
        from e
        cross join lateral (
            select array[events.content_text(e.data, 'environment', 'id'), nullif(events.content_text(e.data, 'environment', 'source'), ''), e.subject_id, events.given_source(e.data)]
                as reported) r
        cross join lateral events.named(aliases, r.reported[1], r.reported[2], r.reported[3], r.reported[4], e.occurred_at) w
        left join lateral cdviz.artifact_name(events.content_text(e.data, 'artifactId')) n on true
        where e.subject = 'service'
    ), merged as (
        insert into change_fact
        select e.id, e.seq_id, null, e.occurred_at, e.context_id, e.subject_id, coalesce(events.content_text(e.data, 'repository', 'id'), ''), e.chain_id,
               case when p.paths is not null then array(
                   select s.key from jsonb_each(service_paths) s
                   where exists (select from unnest(p.paths) t (path), jsonb_array_elements_text(s.value) g (pattern) where cdviz.matches(t.path, g.pattern))) end,
               e.context_rule
        from e
        cross join lateral (select case when service_paths <> '{}' then events.changed_paths(e.data) end as paths) p
        where e.subject = 'change' and e.predicate = 'merged'
    ), begun as (
        insert into change_start
        select e.id, e.seq_id, null::bigint, e.occurred_at, e.subject_id, 'created' from e where e.subject = 'change' and e.predicate = 'created'
        union all
        select e.id, e.seq_id, null, c.at, e.subject_id, 'committed'
        from e cross join lateral (select events.committed_at(e.data) as at) c
        where e.subject = 'change' and e.data ? 'customData' and c.at is not null
    ), made as (
        insert into artifact_fact
        select e.id, e.seq_id, null, e.occurred_at, e.predicate, n.key, n.package || '#' || n.version, events.content_text(e.data, 'change', 'id'), n.digest is not null, cdviz.package_name(n.package)
        from e
        left join lateral cdviz.artifact_name(e.subject_id) n on true
        where e.subject = 'artifact'
    ), told as (
        insert into incident_fact
        select e.id, e.seq_id, null, e.occurred_at, e.rank, e.context_id, e.stream_id, e.subject_id, e.source, e.predicate,
               w.environment, w.service, events.content_text(e.data, 'artifactId'),
               cdviz.artifact_key(events.content_text(e.data, 'artifactId')), events.content_text(e.data, 'description'),
               events.content_text(e.data, 'ticketURI'), e.correlation_id,
               w.environment_source, w.service_source, case when aliases <> '[]' then r.reported end
        from e
        cross join lateral (
            select array[
                events.content_text(e.data, 'environment', 'id'), nullif(events.content_text(e.data, 'environment', 'source'), ''),
                events.content_text(e.data, 'service', 'id'), nullif(events.content_text(e.data, 'service', 'source'), '')] as reported) r
        cross join lateral events.named(aliases, r.reported[1], r.reported[2], r.reported[3], r.reported[4], e.occurred_at) w
        where e.subject = 'incident'
    )
    insert into link_fact
    select distinct e.id, e.seq_id, null::bigint, upper(left(case when l.type = 'RELATION' then coalesce(l.kind, 'RELATION') else 'PATH' end, 100)),
           k.key, e.subject, case when e.subject = 'incident' then e.stream_id end, k.rule
    from e
    cross join lateral events.links_of(e.data) l
    cross join lateral events.context_key(l.target, aliases, e.occurred_at) k
    where e.subject in ('service', 'incident') and l.target is not null;
end
$$;
