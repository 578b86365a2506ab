-- @tables
-- What corrections say, one after the other: each ends what it corrects.
create function take_corrections(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    c record;
    aliases constant jsonb := coalesce(events.projection_setting('delivery', 'aliases')::jsonb, '[]');
begin
    for c in
        select e.id, e.seq_id as position, (e.headers ->> 'occurredAt')::timestamptz as occurred_at, b.content ->> 'action' as action,
               (b.content -> 'target' ->> 'eventId')::uuid as target, b.content -> 'attribution' ->> 'incident' as incident,
               (b.content -> 'attribution' -> 'deployment' ->> 'eventId')::uuid as deployment, b.content -> 'amendment' as amendment,
               b.content ->> 'by' as made_by, b.content ->> 'reason' as reason
        from events.mt_events e
        cross join lateral (select e.data -> 'subject' -> 'content' as content) b
        -- Nobody but the door of corrections writes this header.
        where e.seq_id > after and e.seq_id <= up_to and e.headers ->> 'type' like 'dev.cdeventsx.cdviz-correction.%' and e.headers ->> 'door' = 'correction'
        order by e.seq_id
    loop
        update correction_fact set known_to = c.position where c.action = 'attribute' and action = 'attribute' and incident = c.incident and known_to is null;
        insert into correction_fact
        values (c.id, c.position, c.occurred_at, c.action, c.target, c.incident, c.deployment, null, c.amendment, c.made_by, c.reason);
        continue when c.target is null;
        update link_fact set known_to = c.position where c.action = 'retract' and event_id = c.target and known_to is null;

        with was as (update deployment_told set known_to = c.position where id = c.target and known_to is null returning *)
        insert into deployment_told
        select w.id, c.position, null, r.occurred_at, w.rank, w.context_id,
               m.environment, m.service, coalesce(c.amendment ->> 'artifactId', w.artifact_id),
               n.key, n.package || '#' || n.version, coalesce(n.version, n.digest), w.kind, w.source, w.chain_id, n.digest is not null,
               case when m.environment is not null then cdviz.place_of(m.environment, m.environment_source, m.service, m.service_source) end, m.environment_source, m.service_source, cdviz.package_name(n.package),
               m.alias, w.context_alias, case when aliases <> '[]' then r.reported end
        from was w
        -- The rules are those of the time at which it is said to have occurred now.
        cross join lateral (
            select coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at) as occurred_at,
                   amended(coalesce(w.reported, array[w.environment, w.environment_source, w.service, w.service_source]), c.amendment) as reported) r
        cross join lateral events.named(aliases, r.reported[1], r.reported[2], r.reported[3], r.reported[4], r.occurred_at) m
        left join lateral cdviz.artifact_name(coalesce(c.amendment ->> 'artifactId', w.artifact_id)) n on true
        where c.action = 'amend';

        with was as (update change_fact set known_to = c.position where id = c.target and known_to is null returning *)
        insert into change_fact
        select w.id, c.position, null, coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at), w.context_id, w.change_id,
               coalesce(c.amendment ->> 'repository', w.repository), w.chain_id, w.services, w.alias
        from was w
        where c.action = 'amend';

        with was as (update change_start set known_to = c.position where id = c.target and known_to is null returning *)
        insert into change_start
        select w.id, c.position, null, case w.step when 'created' then coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at) else w.occurred_at end, w.change_id, w.step
        from was w
        where c.action = 'amend';

        with was as (update artifact_fact set known_to = c.position where id = c.target and known_to is null returning *)
        insert into artifact_fact
        select w.id, c.position, null, coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at), w.kind, w.artifact_key, w.alias_key,
               coalesce(c.amendment ->> 'change', w.change_id), w.by_digest, w.package
        from was w
        where c.action = 'amend';

        with was as (update incident_fact set known_to = c.position where id = c.target and known_to is null returning *)
        insert into incident_fact
        select w.id, c.position, null, r.occurred_at, w.rank, w.context_id, w.key, w.incident, w.source, w.kind, m.environment, m.service,
               coalesce(c.amendment ->> 'artifactId', w.artifact_id),
               cdviz.artifact_key(coalesce(c.amendment ->> 'artifactId', w.artifact_id)), w.description, w.ticket_uri, w.chain_id,
               m.environment_source, m.service_source, case when aliases <> '[]' then r.reported end
        from was w
        cross join lateral (
            select coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at) as occurred_at,
                   amended(coalesce(w.reported, array[w.environment, w.environment_source, w.service, w.service_source]), c.amendment) as reported) r
        cross join lateral events.named(aliases, r.reported[1], r.reported[2], r.reported[3], r.reported[4], r.occurred_at) m
        where c.action = 'amend';
    end loop;
end
$$;
