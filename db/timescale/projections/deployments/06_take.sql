-- @tables
-- The plan is made once and kept, whatever the planner may think of tables that were empty then: what it looks up has an index.
create function take(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    aliases constant jsonb := coalesce(events.projection_setting('deployments', 'aliases')::jsonb, '[]');
begin
    with correction as materialized (
        select e.seq_id as position, (c.content #>> '{target,eventId}')::uuid as target, e.timestamp as recorded_at, c.content ->> 'action' = 'retract' as retracts,
               case jsonb_typeof(c.content -> 'amendment') when 'object' then c.content -> 'amendment' else '{}' end as amendment
        from events.mt_events e cross join lateral (select e.data #> '{subject,content}' as content) c
        -- Nobody but the door of corrections writes this header.
        where e.seq_id > after and e.seq_id <= up_to and e.type = 'custom_event' and e.headers ->> 'door' = 'correction'
            and c.content ->> 'action' in ('retract', 'amend')
    ),
    kept_correction as ( insert into deployment_correction (position, target, recorded_at, retracts, amendment)
        select position, target, recorded_at, retracts, amendment from correction
    ),
    -- All that was ever said of the events that are corrected now: one amendment adds to those before, and after a retraction there is nothing to amend.
    said as materialized (
        select c.*, lead(c.recorded_at) over later as known_to, bool_or(c.retracts) over later as retracted,
               (select jsonb_object_agg(m.key, m.value order by b.position)
                from (select * from deployment_correction union all select * from correction) b cross join lateral jsonb_each(b.amendment) m
                where b.target = c.target and b.position <= c.position) as amended
        from (select * from deployment_correction where target in (select target from correction) union all select * from correction) c
        window later as (partition by c.target order by c.position)
    ),
    event as materialized (
        select e.seq_id as position, e.id as event_id, e.timestamp as recorded_at, e.headers, e.type, e.stream_id, e.correlation_id, e.data
        from events.mt_events e
        where e.seq_id > after and e.seq_id <= up_to and e.type in (
            'service_deployed', 'service_upgraded', 'service_rolled_back', 'service_removed', 'artifact_packaged', 'artifact_signed', 'artifact_published', 'artifact_downloaded', 'artifact_deleted', 'environment_deleted')
        union all
        select e.seq_id, e.id, e.timestamp, e.headers, e.type, e.stream_id, e.correlation_id, e.data
        from events.mt_events e
        where e.id in (select target from correction) and e.seq_id <= after
    ),
    -- Each event as it was reported, and as it was amended.
    version as (
        select e.*, '{}'::jsonb as amended, (select s.recorded_at from said s where s.target = e.event_id order by s.position limit 1) as known_to
        from event e
        union all
        select s.position, e.event_id, s.recorded_at, e.headers, e.type, e.stream_id, e.correlation_id, e.data, s.amended, s.known_to
        from event e join said s on s.target = e.event_id
        where not s.retracted
    ),
    told as materialized (
        select v.position, v.event_id, v.recorded_at, v.known_to, o.occurred_at,
               r.kind, v.type = 'environment_deleted' as implied, t.rank, v.correlation_id collate "default" as chain_id,
               n.environment, n.environment_source, n.service, n.service_source, cdviz.place_of(n.environment, n.environment_source, n.service, n.service_source) as place, n.alias,
               events.subject_source(v.stream_id) collate "default" as source,
               case when r.kind is null then s.subject_id
                    when r.kind <> 'removed' then coalesce(v.amended ->> 'artifactId', events.content_text(v.data, 'artifactId')) end as artifact_id
        from version v
        join (values
            ('service_deployed', 'deployed'), ('service_upgraded', 'upgraded'), ('service_rolled_back', 'rolledback'), ('service_removed', 'removed'), ('environment_deleted', 'removed'),
            ('artifact_packaged', null), ('artifact_signed', null), ('artifact_published', null), ('artifact_downloaded', null), ('artifact_deleted', null)) r (type, kind) using (type)
        join events.event_type t using (type)
        cross join lateral (select events.subject_id(v.stream_id) collate "default" as subject_id) s
        -- Who was corrected has no source of their own.
        cross join lateral (
            select case when v.type = 'environment_deleted' then s.subject_id else coalesce(v.amended ->> 'environment', events.content_text(v.data, 'environment', 'id')) end as environment,
                   case when v.type = 'environment_deleted' then events.given_source(v.data)
                        when not v.amended ? 'environment' then nullif(events.content_text(v.data, 'environment', 'source'), '') end as environment_source,
                   case when v.type <> 'environment_deleted' then coalesce(v.amended ->> 'service', s.subject_id) end as service,
                   case when v.type <> 'environment_deleted' and not v.amended ? 'service' then events.given_source(v.data) end as service_source) w
        cross join lateral (select coalesce((v.amended ->> 'occurredAt')::timestamptz, (v.headers ->> 'occurredAt')::timestamptz) as occurred_at) o
        cross join lateral events.named(aliases, w.environment, w.environment_source, w.service, w.service_source, o.occurred_at) n
    ),
    named as materialized (
        select t.*, case when a.package ~ '^pkg:' then coalesce(a.version, a.digest) end as version, a.package, a.key,
               case when a.package ~ '^pkg:' and a.digest is not null and a.version is not null then cdviz.artifact_version_key(a.package, a.version) end as tag_key
        from told t left join lateral cdviz.artifact_name(t.artifact_id) a on true
    ),
    fresh_tie as materialized (
        select event_id, tag_key, key as digest_key, occurred_at from named where tag_key is not null and known_to is null
    ),
    kept_tie as ( insert into artifact_tie (event_id, tag_key, digest_key, occurred_at)
        select event_id, tag_key, digest_key, occurred_at from fresh_tie
        on conflict (event_id) do update set tag_key = excluded.tag_key, digest_key = excluded.digest_key, occurred_at = excluded.occurred_at
    ),
    gone_tie as ( delete from artifact_tie where event_id in (select target from correction) and event_id not in (select event_id from fresh_tie) ),
    moved_tag as materialized (
        select tag_key from fresh_tie union select tag_key from artifact_tie where event_id in (select target from correction)
    ),
    kept_end as ( insert into environment_end (position, environment, occurred_at, rank, event_id, recorded_at, source, chain_id, known_to, environment_source)
        select position, environment, occurred_at, rank, event_id, recorded_at, source, chain_id, known_to, environment_source from named where implied
        on conflict (position) do update set known_to = excluded.known_to
    ),
    fresh_place as materialized (
        select distinct place, environment, environment_source, service, service_source from named where kind is not null and environment is not null and not implied
    ),
    kept_place as (
        insert into deployment_place (place, environment, service, environment_source, service_source)
        select place, environment, service, environment_source, service_source from fresh_place on conflict do nothing
    ),
    -- The end of an environment is the end of each service that was ever there, whichever of the two is known first.
    fresh as materialized (
        select position, place, environment, environment_source, service, service_source, occurred_at, rank, event_id, recorded_at, known_to, kind, implied, artifact_id, version,
               package, source, chain_id, key, alias
        from named where kind is not null and environment is not null and not implied
        union all
        select n.position, p.place, p.environment, p.environment_source, p.service, p.service_source, n.occurred_at, n.rank, n.event_id, n.recorded_at, n.known_to, n.kind, true,
               null, null, null, n.source, n.chain_id, null, n.alias
        from named n
        cross join lateral (
            select d.place, d.environment, d.environment_source, d.service, d.service_source from deployment_place d where d.environment = n.environment
            union
            select f.place, f.environment, f.environment_source, f.service, f.service_source from fresh_place f where f.environment = n.environment) p
        where n.implied and cdviz.same_source(p.environment_source, n.environment_source)
        union all
        select n.position, f.place, f.environment, f.environment_source, f.service, f.service_source, n.occurred_at, n.rank, n.event_id, n.recorded_at, n.known_to, 'removed', true,
               null, null, null, n.source, n.chain_id, null, null
        from fresh_place f
        cross join lateral (
            select e.* from environment_end e where e.environment = f.environment and e.event_id <> all (array(select target from correction)) offset 0) n
        where cdviz.same_source(f.environment_source, n.environment_source) and not exists (select from deployment_place d where d.place = f.place)
    ),
    -- What is touched, each history from the standing row before the first that is new or called otherwise now: that row ends at another time.
    touched as (
        select place, occurred_at from fresh union all
        select d.*
        from moved_tag m
        cross join lateral (select d.place, d.occurred_at from deployment_event d where d.reported_key = m.tag_key offset 0) d
    ),
    begun as materialized (
        select t.place, coalesce(b.occurred_at, t.since) as since
        from (select place, min(occurred_at) as since from touched group by place) t
        left join lateral (
            select d.occurred_at from deployment_event d
            where d.place = t.place and d.occurred_at < t.since and d.known_to is null
            order by d.occurred_at desc limit 1) b on true
    ),
    -- From there on all of it. What a tag is called by is looked up for new events and for those that new ties concern.
    history as (
        select d.position, d.place, d.environment, d.environment_source, d.service, d.service_source, d.occurred_at, d.rank, d.event_id, d.recorded_at, d.known_to, d.kind, d.implied, d.artifact_id, d.version, d.package, d.source,
               d.chain_id, d.alias, d.reported_key,
               case when d.reported_key in (select tag_key from moved_tag) then null else d.artifact_key end as artifact_key
        from begun b
        cross join lateral (
            select d.* from deployment_event d where d.place = b.place and d.occurred_at >= b.since offset 0) d
        where d.event_id <> all (array(select target from correction))
        union all
        select position, place, environment, environment_source, service, service_source, occurred_at, rank, event_id, recorded_at, known_to, kind, implied, artifact_id, version,
               package, source, chain_id, alias, key, null
        from fresh
    ),
    known as materialized (
        select h.*, coalesce(h.artifact_key, before.digest_key, after.digest_key, h.reported_key) as key
        from history h
        left join lateral (
            select t.digest_key
            from (select * from artifact_tie where event_id <> all (array(select target from correction)) union all select * from fresh_tie) t
            where h.artifact_key is null and t.tag_key = h.reported_key and t.occurred_at <= h.occurred_at
            order by t.occurred_at desc, t.event_id desc limit 1) before on true
        left join lateral (
            select t.digest_key
            from (select * from artifact_tie where event_id <> all (array(select target from correction)) union all select * from fresh_tie) t
            where h.artifact_key is null and before.digest_key is null and t.tag_key = h.reported_key and t.occurred_at > h.occurred_at
            order by t.occurred_at, t.event_id limit 1) after on true
    ),
    -- Of what was before: the last deployment, and the first and the last of each artifact that is deployed since.
    last_before as materialized ( select d.*
        from begun b
        cross join lateral (
            select d.* from deployment_event d
            where d.place = b.place and d.occurred_at < b.since and d.known_to is null and d.kind <> 'removed'
            order by d.occurred_at desc, d.rank desc, d.event_id desc limit 1) d
    ),
    before as (
        select * from last_before
        union
        select d.*
        from (
            select place, key from known where known_to is null and kind <> 'removed' union select place, artifact_key from last_before) k
        join begun b using (place)
        -- 'between', so that the order is that of one index alone: without statistics another would seem as good.
        cross join lateral (
            (select d.* from deployment_event d
            where d.place = b.place and events.bounded(coalesce(d.artifact_key, ''), 400) between events.bounded(coalesce(k.key, ''), 400) and events.bounded(coalesce(k.key, ''), 400)
                and d.occurred_at < b.since and d.known_to is null and d.kind <> 'removed'
            order by events.bounded(coalesce(d.artifact_key, ''), 400), d.occurred_at, d.rank, d.event_id limit 1)
            union all
            (select d.* from deployment_event d
            where d.place = b.place and events.bounded(coalesce(d.artifact_key, ''), 400) between events.bounded(coalesce(k.key, ''), 400) and events.bounded(coalesce(k.key, ''), 400)
                and d.occurred_at < b.since and d.known_to is null and d.kind <> 'removed'
            order by events.bounded(coalesce(d.artifact_key, ''), 400) desc, d.occurred_at desc, d.rank desc, d.event_id desc limit 1)) d
    ),
    numbered as (
        select k.*, k.kind = 'removed' as removed, true as since,
               coalesce(b.ordinal, 0) + count(*) filter (where k.kind <> 'removed') over life as ordinal,
               lead(k.occurred_at) over life as valid_to, lead(k.kind) over life as ended_by, lead(k.implied) over life as ended_implied
        from known k
        left join last_before b using (place)
        where k.known_to is null
        window life as (partition by k.place order by k.occurred_at, k.rank, k.event_id)
        union all
        select b.position, b.place, b.environment, b.environment_source, b.service, b.service_source, b.occurred_at, b.rank, b.event_id, b.recorded_at, b.known_to, b.kind, b.implied, b.artifact_id, b.version, b.package,
               b.source, b.chain_id, b.alias, b.reported_key, b.artifact_key, b.artifact_key, false, false, b.ordinal, b.valid_to, b.ended_by, b.ended_implied
        from before b
    ),
    -- An artifact's age is when it first came.
    aged as (
        select n.*,
               lag(artifact_id) over deployments as previous_artifact_id, lag(version) over deployments as previous_version, lag(key) over deployments as previous_key, lag(ordinal) over runs as returns_to,
               first_value(kind) over runs as first_kind, first_value(occurred_at) over runs as first_at,
               first_value(rank) over runs as first_rank, first_value(event_id) over runs as first_id
        from numbered n
        window deployments as (partition by place, removed order by occurred_at, rank, event_id),
               runs as (partition by place, removed, key order by occurred_at, rank, event_id)
    ),
    compared as (
        select a.*, key is distinct from previous_key as changed,
               cdviz.rollback_of(
                   kind, key, first_kind, first_at, first_rank, first_id,
                   previous_key, lag(first_kind) over deployments, lag(first_at) over deployments, lag(first_rank) over deployments, lag(first_id) over deployments) as rollback
        from aged a
        window deployments as (partition by place, removed order by occurred_at, rank, event_id)
    )
    insert into deployment_event as stored (
        position, environment, service, occurred_at, rank, event_id, recorded_at, kind, artifact_id, version, package, source, chain_id, reported_key,
        artifact_key, ordinal, valid_to, ended_by, previous_artifact_id, previous_version, returns_to, inferred_rollback, known_to, implied, ended_implied,
        place, environment_source, service_source, alias)
    select position, environment, service, occurred_at, rank, event_id, recorded_at, kind, artifact_id, version, package, source, chain_id, reported_key,
           key, ordinal, valid_to, ended_by,
           case when not removed then previous_artifact_id end, case when not removed then previous_version end,
           case when not removed and key is not null and changed then returns_to end, not removed and coalesce(rollback = 'inferred', false), null, implied, ended_implied,
           place, environment_source, service_source, alias
    from compared where since
    union all
    select position, environment, service, occurred_at, rank, event_id, recorded_at, kind, artifact_id, version, package, source, chain_id, reported_key,
           key, 0, null, null, null, null, null, false, known_to, implied, null, place, environment_source, service_source, alias
    from known where known_to is not null
    on conflict (position, place) do update set
        artifact_key = excluded.artifact_key, ordinal = excluded.ordinal, valid_to = excluded.valid_to, ended_by = excluded.ended_by,
        previous_artifact_id = excluded.previous_artifact_id, previous_version = excluded.previous_version,
        returns_to = excluded.returns_to, inferred_rollback = excluded.inferred_rollback, known_to = excluded.known_to, ended_implied = excluded.ended_implied
    where (stored.artifact_key, stored.ordinal, stored.valid_to, stored.ended_by, stored.previous_artifact_id, stored.previous_version,
           stored.returns_to, stored.inferred_rollback, stored.known_to, stored.ended_implied)
        is distinct from (excluded.artifact_key, excluded.ordinal, excluded.valid_to, excluded.ended_by, excluded.previous_artifact_id,
           excluded.previous_version, excluded.returns_to, excluded.inferred_rollback, excluded.known_to, excluded.ended_implied);
end
$$;
