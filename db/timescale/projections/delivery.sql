-- Deployments, changes, artifacts and incidents, event by event and as they hang together: what the metrics of delivery are made of.
--
-- Facts are events as they were known from one position to another: a correction ends one and may begin the next, so that any earlier state of knowledge can be
-- asked for. What follows from them (which deployment came before, which changes it brought, which incident may come from it) is given by functions of
-- a last known position. The tables keep what those functions give for all that is known, for the services, environments and incidents that a page touches
-- and from the earliest touched moment on; the cost of a late event is that of its service's later deployments.

-- @tables
create table deployment_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    rank smallint not null,
    context_id text not null,
    environment text not null,
    service text not null,
    artifact_id text null,
    artifact_key text null,
    alias_key text null,
    version text null,
    kind text not null,
    source text not null,
    chain_id text null
);
comment on table deployment_fact is 'Deployments as reported, each as it was known from a position on.';
comment on column deployment_fact.id is 'Id of the event.';
comment on column deployment_fact.position is 'Position from which it is known so.';
comment on column deployment_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column deployment_fact.occurred_at is 'When it was deployed.';
comment on column deployment_fact.rank is 'Order among events of one moment.';
comment on column deployment_fact.context_id is 'context.id of the event.';
comment on column deployment_fact.environment is 'Id of the environment.';
comment on column deployment_fact.service is 'Id of the service.';
comment on column deployment_fact.artifact_id is 'What was deployed, as reported.';
comment on column deployment_fact.artifact_key is 'What all spellings of it share.';
comment on column deployment_fact.alias_key is 'Package and version, where it has a version.';
comment on column deployment_fact.version is 'Its version: tag or version, or else digest.';
comment on column deployment_fact.kind is 'deployed, upgraded or rolledback.';
comment on column deployment_fact.source is 'Who reported it.';
comment on column deployment_fact.chain_id is 'Its chain.';

create table change_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    context_id text not null,
    change_id text not null,
    repository text not null,
    chain_id text null
);
comment on table change_fact is 'Merges of changes as reported.';
comment on column change_fact.id is 'Id of the event.';
comment on column change_fact.position is 'Position from which it is known so.';
comment on column change_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column change_fact.occurred_at is 'When it was merged.';
comment on column change_fact.context_id is 'context.id of the event.';
comment on column change_fact.change_id is 'Id of the change.';
comment on column change_fact.repository is 'Id of the repository; empty where none is named.';
comment on column change_fact.chain_id is 'Its chain.';

create table artifact_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    kind text not null,
    artifact_key text null,
    alias_key text null,
    change_id text null
);
comment on table artifact_fact is 'Artifacts packaged or published, as reported.';
comment on column artifact_fact.id is 'Id of the event.';
comment on column artifact_fact.position is 'Position from which it is known so.';
comment on column artifact_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column artifact_fact.occurred_at is 'When.';
comment on column artifact_fact.kind is 'packaged or published.';
comment on column artifact_fact.artifact_key is 'What all spellings of the artifact share.';
comment on column artifact_fact.alias_key is 'Package and version, where it has a version.';
comment on column artifact_fact.change_id is 'The change that was packaged.';

create table incident_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    rank smallint not null,
    context_id text not null,
    incident text not null,
    kind text not null,
    environment text null,
    service text null,
    artifact_id text null,
    artifact_key text null,
    description text null
);
comment on table incident_fact is 'Incidents as reported, one row for each report.';
comment on column incident_fact.id is 'Id of the event.';
comment on column incident_fact.position is 'Position from which it is known so.';
comment on column incident_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column incident_fact.occurred_at is 'When.';
comment on column incident_fact.rank is 'Order among events of one moment.';
comment on column incident_fact.context_id is 'context.id of the event.';
comment on column incident_fact.incident is 'Id of the incident.';
comment on column incident_fact.kind is 'detected, reported or resolved.';
comment on column incident_fact.environment is 'Where it happens.';
comment on column incident_fact.service is 'The service it concerns.';
comment on column incident_fact.artifact_id is 'The artifact it concerns, as reported.';
comment on column incident_fact.artifact_key is 'What all spellings of it share.';
comment on column incident_fact.description is 'What happens.';

create table link_fact (
    event_id uuid not null,
    position bigint not null,
    known_to bigint null,
    kind text not null,
    target text not null,
    subject text not null,
    incident text null
);
comment on table link_fact is 'What deployments and incidents say they have to do with.';
comment on column link_fact.event_id is 'Id of the event with the link.';
comment on column link_fact.position is 'Position of that event.';
comment on column link_fact.known_to is 'Position of the correction that took the event away; null while it stands.';
comment on column link_fact.kind is 'PATH, or the kind of the relation.';
comment on column link_fact.target is 'context.id of the other event.';
comment on column link_fact.subject is 'service or incident: of the event with the link.';
comment on column link_fact.incident is 'Id of the incident whose event has the link.';

create table correction_fact (
    id uuid not null,
    position bigint not null,
    occurred_at timestamptz not null,
    action text not null,
    target uuid null,
    incident text null,
    deployment uuid null,
    known_to bigint null,
    amendment jsonb null,
    made_by text null,
    reason text null
);
comment on table correction_fact is 'Corrections: what was said to be otherwise, by whom and why.';
comment on column correction_fact.id is 'Id of the corrections event.';
comment on column correction_fact.position is 'Position from which it holds.';
comment on column correction_fact.occurred_at is 'When it was made.';
comment on column correction_fact.action is 'retract, amend or attribute.';
comment on column correction_fact.target is 'Id of the event that is corrected.';
comment on column correction_fact.incident is 'The incident that is attributed.';
comment on column correction_fact.deployment is 'Id of the deployment that caused it; null where none did.';
comment on column correction_fact.known_to is 'Position of a later attribution of the same incident.';
comment on column correction_fact.amendment is 'What is said instead.';
comment on column correction_fact.made_by is 'Who made it.';
comment on column correction_fact.reason is 'Why.';

create table deployment (
    id uuid not null,
    position bigint not null,
    occurred_at timestamptz not null,
    rank smallint not null,
    environment text not null,
    service text not null,
    artifact_id text null,
    artifact_key text null,
    version text null,
    kind text not null,
    source text not null,
    chain_id text null,
    previous_id uuid null,
    repeats boolean not null,
    rollback text null,
    suspect_id uuid null,
    fixes boolean not null
);
comment on table deployment is 'Deployments as they stand, each with its place among the others of its service and environment.';
comment on column deployment.id is 'Id of the event.';
comment on column deployment.position is 'Position of the event, or of the correction that amended it.';
comment on column deployment.occurred_at is 'When it was deployed.';
comment on column deployment.rank is 'Order among events of one moment.';
comment on column deployment.environment is 'Id of the environment.';
comment on column deployment.service is 'Id of the service.';
comment on column deployment.artifact_id is 'What was deployed, as reported.';
comment on column deployment.artifact_key is 'What all spellings of it share.';
comment on column deployment.version is 'Its version: tag or version, or else digest.';
comment on column deployment.kind is 'deployed, upgraded or rolledback, as sent.';
comment on column deployment.source is 'Who reported it.';
comment on column deployment.chain_id is 'Its chain.';
comment on column deployment.previous_id is 'The deployment before it; null for the first.';
comment on column deployment.repeats is 'The same artifact ran already.';
comment on column deployment.rollback is 'sent or inferred when it went back to an earlier version.';
comment on column deployment.suspect_id is 'The deployment that this one took back: the first after the one it went back to.';
comment on column deployment.fixes is 'It says that it is a fix: a link of the kind FIX, FIXES, HOTFIX or REMEDIATES.';

create table head (
    deployment_id uuid not null,
    environment text not null,
    service text not null,
    occurred_at timestamptz not null,
    rank smallint not null,
    change_id text not null,
    repository text null,
    path text not null,
    step text not null,
    started_at timestamptz not null,
    event_id uuid not null,
    event_position bigint not null,
    reach timestamptz null
);
comment on table head is 'The changes that a deployment is known to carry by itself: by its artifact, its links or its chain.';
comment on column head.deployment_id is 'Id of the deployment.';
comment on column head.environment is 'Its environment.';
comment on column head.service is 'Its service.';
comment on column head.occurred_at is 'When it was deployed.';
comment on column head.rank is 'Order among events of one moment.';
comment on column head.change_id is 'Id of the change, or of the artifact where no change is known.';
comment on column head.repository is 'Its repository; null where no change is known.';
comment on column head.path is 'By which it is known: artifact, link or chain.';
comment on column head.step is 'Where the clock starts: merged, packaged or published.';
comment on column head.started_at is 'When it started.';
comment on column head.event_id is 'Id of the event that says so.';
comment on column head.event_position is 'Its position, or that of the correction that amended it.';
comment on column head.reach is 'When the newest change of the repository was merged that came to the environment with this deployment or an earlier one; null where no merge is known.';

create table lead_time (
    deployment_id uuid not null,
    environment text not null,
    service text not null,
    deployed_at timestamptz not null,
    change_id text not null,
    repository text null,
    path text not null,
    step text not null,
    started_at timestamptz not null,
    event_id uuid not null,
    event_position bigint not null,
    seconds double precision not null,
    ordinal int not null
);
comment on table lead_time is 'Changes that reached an environment, with the first deployment that brought them.';
comment on column lead_time.deployment_id is 'Id of the deployment.';
comment on column lead_time.environment is 'Its environment.';
comment on column lead_time.service is 'Its service.';
comment on column lead_time.deployed_at is 'When it was deployed.';
comment on column lead_time.change_id is 'Id of the change, or of the artifact where no change is known.';
comment on column lead_time.repository is 'Its repository.';
comment on column lead_time.path is 'How it is known to be in it: artifact, link, chain, or batch: merged in the repository since what ran before.';
comment on column lead_time.step is 'Where the clock starts: merged, packaged or published.';
comment on column lead_time.started_at is 'When it started.';
comment on column lead_time.event_id is 'Id of the event at which it started.';
comment on column lead_time.event_position is 'Its position, or that of the correction that amended it.';
comment on column lead_time.seconds is 'From there to the deployment.';
comment on column lead_time.ordinal is 'Place among the changes of the deployment, oldest first, from 1.';

create table incident (
    incident text not null,
    position bigint not null,
    environment text null,
    service text null,
    artifact_key text null,
    description text null,
    detected_at timestamptz not null,
    resolved_at timestamptz null,
    event_id uuid not null
);
comment on table incident is 'Incidents as they stand.';
comment on column incident.incident is 'Id of the incident.';
comment on column incident.position is 'Position of its first report.';
comment on column incident.environment is 'Where it happens.';
comment on column incident.service is 'The service it concerns.';
comment on column incident.artifact_key is 'The artifact it concerns.';
comment on column incident.description is 'What happens.';
comment on column incident.detected_at is 'When it was detected, or else first told of.';
comment on column incident.resolved_at is 'When it was over; null while it is not.';
comment on column incident.event_id is 'Id of the event that told of it first.';

create table candidate (
    incident text not null,
    rule text not null,
    deployment_id uuid null,
    seconds double precision null
);
comment on table candidate is 'Deployments that an incident may come from, by rule. A definition says which rules count and how long after.';
comment on column candidate.incident is 'Id of the incident.';
comment on column candidate.rule is 'said by a correction, link, artifact or service.';
comment on column candidate.deployment_id is 'Id of the deployment; null when a correction says that none caused it.';
comment on column candidate.seconds is 'From the deployment to the incident.';

-- The functions are run for each service that a page touches, so their plans are made once and kept. What they look up has an index, whatever the planner may think of
-- tables that were empty when the plan was made.

create function deployments_of(of_service text, of_environment text, since timestamptz, known bigint)
returns table ("id" uuid, "position" bigint, "occurred_at" timestamptz, "rank" smallint, "environment" text, "service" text, "artifact_id" text, "artifact_key" text, "version" text, "kind" text, "source" text, "chain_id" text, "previous_id" uuid, "repeats" boolean, "rollback" text, "suspect_id" uuid, "fixes" boolean)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    select d.id, d.position, d.occurred_at, d.rank, d.environment, d.service, d.artifact_id, d.artifact_key, d.version, d.kind, d.source, d.chain_id,
           p.id, coalesce(p.artifact_key = d.artifact_key, false),
           case when d.kind = 'rolledback' then 'sent' when earlier.is then 'inferred' end,
           case when r.id is not null and (d.kind = 'rolledback' or earlier.is) then f.id
                when d.kind = 'rolledback' and p.artifact_key is distinct from d.artifact_key then p.id end,
           exists (select from link_fact l where l.event_id = d.id and l.kind in ('FIX', 'FIXES', 'HOTFIX', 'REMEDIATES')
                       and l.position <= known and (l.known_to is null or l.known_to > known))
    from deployment_fact d
    left join lateral (
        select p.* from deployment_fact p
        where p.service = d.service and p.environment = d.environment and (p.occurred_at, p.rank, p.id) < (d.occurred_at, d.rank, d.id)
            and p.position <= known and (p.known_to is null or p.known_to > known)
        order by p.occurred_at desc, p.rank desc, p.id desc
        limit 1) p on true
    left join lateral (
        select r.* from deployment_fact r
        where p.artifact_key is distinct from d.artifact_key and r.service = d.service and r.environment = d.environment and r.artifact_key = d.artifact_key
            and (r.occurred_at, r.rank, r.id) < (p.occurred_at, p.rank, p.id) and r.position <= known and (r.known_to is null or r.known_to > known)
        order by r.occurred_at desc, r.rank desc, r.id desc
        limit 1) r on true
    left join lateral (
        select f.id from deployment_fact f
        where r.id is not null and f.service = d.service and f.environment = d.environment and (f.occurred_at, f.rank, f.id) > (r.occurred_at, r.rank, r.id)
            and f.position <= known and (f.known_to is null or f.known_to > known)
        order by f.occurred_at, f.rank, f.id
        limit 1) f on true
    -- An earlier version is one that ran here for the first time before the one it replaces did: V2 again after a roll-back to V1 is none.
    left join lateral (
        select r.id is not null and not exists (
            select from deployment_fact o
            where o.service = d.service and o.environment = d.environment and o.artifact_key = p.artifact_key
                and o.position <= known and (o.known_to is null or o.known_to > known)
                and not exists (
                    select from deployment_fact s
                    where s.service = d.service and s.environment = d.environment and s.artifact_key = d.artifact_key
                        and (s.occurred_at, s.rank, s.id) < (o.occurred_at, o.rank, o.id) and s.position <= known and (s.known_to is null or s.known_to > known))
        ) as is) earlier on true
    where d.service = of_service and d.environment = of_environment and d.occurred_at >= since
        and d.position <= known and (d.known_to is null or d.known_to > known);
end
$$;

create function heads_of(of_service text, of_environment text, since timestamptz, known bigint)
returns table ("deployment_id" uuid, "environment" text, "service" text, "occurred_at" timestamptz, "rank" smallint, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "event_position" bigint)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    with d as (
        select d.* from deployment_fact d
        where d.service = of_service and d.environment = of_environment and d.occurred_at >= since
            and d.position <= known and (d.known_to is null or d.known_to > known)
    ), built as (
        select d.*, a.change_id, a.kind as step, a.occurred_at as made_at, a.id as made_id, a.position as made_position
        from d
        join lateral (
            select a.* from artifact_fact a
            where (a.artifact_key = d.artifact_key or a.alias_key = d.alias_key) and a.occurred_at <= d.occurred_at
                and a.position <= known and (a.known_to is null or a.known_to > known)
            order by a.artifact_key = d.artifact_key desc nulls last, a.kind, a.occurred_at, a.id
            limit 1) a on true
    ), merged as (
        select d.id, 'artifact' as path, c.*
        from built d
        join lateral (
            select c.change_id, c.repository, c.occurred_at, c.id as event_id, c.position as event_position from change_fact c
            where c.change_id = d.change_id and c.occurred_at <= d.occurred_at and c.position <= known and (c.known_to is null or c.known_to > known)
            order by c.occurred_at, c.id
            limit 1) c on true
        union all
        select d.id, 'link', c.change_id, c.repository, c.occurred_at, c.id, c.position
        from d
        join link_fact l on l.event_id = d.id and l.position <= known and (l.known_to is null or l.known_to > known)
        join change_fact c on c.context_id = l.target and c.occurred_at <= d.occurred_at and c.position <= known and (c.known_to is null or c.known_to > known)
        union all
        select d.id, 'chain', c.*
        from d
        join lateral (
            select c.change_id, c.repository, c.occurred_at, c.id, c.position from change_fact c
            where c.chain_id = d.chain_id and c.occurred_at <= d.occurred_at and c.position <= known and (c.known_to is null or c.known_to > known)
            order by c.occurred_at desc, c.id desc
            limit 1) c on true
    ), best as (
        -- The chain is asked only where neither the artifact nor a link says it.
        select distinct on (m.id, m.change_id) m.* from merged m
        where m.path <> 'chain' or not exists (select from merged o where o.id = m.id and o.path <> 'chain')
        order by m.id, m.change_id, m.path, m.occurred_at, m.event_id
    )
    select d.id, d.environment, d.service, d.occurred_at, d.rank, b.change_id, b.repository, b.path, 'merged', b.occurred_at, b.event_id, b.event_position
    from d join best b on b.id = d.id
    union all
    select d.id, d.environment, d.service, d.occurred_at, d.rank, coalesce(d.change_id, d.artifact_key), null, 'artifact', d.step, d.made_at, d.made_id, d.made_position
    from built d
    where not exists (select from best b where b.id = d.id);
end
$$;

-- What was merged last of what had come to an environment before a time, by what is known now.
create function reach_before(of_service text, of_environment text, of_repository text, before timestamptz) returns timestamptz
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
begin
    return (
        select h.reach from head h
        where h.service = of_service and h.environment = of_environment and h.repository = of_repository and h.occurred_at < before and h.reach is not null
        order by h.occurred_at desc, h.rank desc, h.deployment_id desc
        limit 1);
end
$$;

create function leads_of(of_service text, of_environment text, since timestamptz, known bigint)
returns table ("deployment_id" uuid, "environment" text, "service" text, "deployed_at" timestamptz, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "event_position" bigint, "seconds" double precision, "ordinal" int)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
declare
    -- What is known by now stands in the tables.
    is_now constant boolean := known = 9223372036854775807;
begin
    return query
    with d as (
        select d.* from deployment d where is_now and d.service = of_service and d.environment = of_environment and d.occurred_at >= since
        union all
        select d.* from deployments_of(of_service, of_environment, since, known) d where not is_now
    ), h as (
        select h.deployment_id, h.occurred_at, h.rank, h.change_id, h.repository, h.path, h.step, h.started_at, h.event_id, h.event_position
        from head h
        where is_now and h.service = of_service and h.environment = of_environment and h.occurred_at >= since
        union all
        select h.deployment_id, h.occurred_at, h.rank, h.change_id, h.repository, h.path, h.step, h.started_at, h.event_id, h.event_position
        from heads_of(of_service, of_environment, since, known) h
        where not is_now
    ), newest as (
        select h.deployment_id, h.occurred_at, h.rank, h.repository, max(h.started_at) as until
        from h where h.step = 'merged'
        group by h.deployment_id, h.occurred_at, h.rank, h.repository
    ), span as (
        -- From the newest change of the repository that has been here before to the newest that this deployment carries.
        select n.deployment_id, n.repository, n.until,
               greatest(
                   max(n.until) over (partition by n.repository order by n.occurred_at, n.rank, n.deployment_id rows between unbounded preceding and 1 preceding),
                   reach_before(of_service, of_environment, n.repository, since)) as after
        from newest n
    ), brought as (
        select distinct on (s.deployment_id, c.change_id)
               s.deployment_id, c.change_id, c.repository, 'merged' as step, c.occurred_at as started_at, c.id as event_id, c.position as event_position
        from span s
        join d on d.id = s.deployment_id and d.previous_id is not null
        join change_fact c on c.repository = s.repository and c.occurred_at > s.after and c.occurred_at <= s.until
            and c.position <= known and (c.known_to is null or c.known_to > known)
        where s.after is not null and s.until > s.after
        order by s.deployment_id, c.change_id, c.occurred_at, c.id
    ), alone as (
        -- What ran before does not say what it was made of: only what this deployment says of itself counts, never all history.
        select h.deployment_id, h.change_id, h.repository, h.step, h.started_at, h.event_id, h.event_position
        from h
        join d on d.id = h.deployment_id and d.previous_id is not null and not d.repeats and d.rollback is null
        left join span s on s.deployment_id = h.deployment_id and s.repository = h.repository
        where h.step <> 'merged' or s.after is null
    )
    select d.id, d.environment, d.service, d.occurred_at, b.change_id, b.repository,
           coalesce((select h.path from h where h.deployment_id = d.id and h.change_id = b.change_id), 'batch'),
           b.step, b.started_at, b.event_id, b.event_position, extract(epoch from d.occurred_at - b.started_at)::double precision,
           row_number() over (partition by d.id order by b.started_at, b.change_id)::int
    from (select * from brought union all select * from alone) b
    join d on d.id = b.deployment_id;
end
$$;

create function incidents_of(incidents text[], known bigint)
returns table ("incident" text, "position" bigint, "environment" text, "service" text, "artifact_key" text, "description" text, "detected_at" timestamptz, "resolved_at" timestamptz, "event_id" uuid)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    select i.incident,
           (array_agg(i.position order by i.occurred_at, i.rank, i.id))[1],
           (array_agg(i.environment order by i.occurred_at, i.rank, i.id) filter (where i.environment is not null))[1],
           (array_agg(i.service order by i.occurred_at, i.rank, i.id) filter (where i.service is not null))[1],
           (array_agg(i.artifact_key order by i.occurred_at, i.rank, i.id) filter (where i.artifact_key is not null))[1],
           (array_agg(i.description order by i.occurred_at, i.rank, i.id) filter (where i.description is not null))[1],
           coalesce(min(i.occurred_at) filter (where i.kind = 'detected'), min(i.occurred_at)),
           case when bool_or(i.kind <> 'resolved') then max(i.occurred_at) filter (where i.kind = 'resolved') end,
           (array_agg(i.id order by i.occurred_at, i.rank, i.id))[1]
    from incident_fact i
    where i.incident = any (incidents) and i.position <= known and (i.known_to is null or i.known_to > known)
    group by i.incident;
end
$$;

create function candidates_of(incidents text[], known bigint)
returns table ("incident" text, "rule" text, "deployment_id" uuid, "seconds" double precision)
language plpgsql stable
set search_path from current
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = on
as $$
#variable_conflict use_column
begin
    return query
    with i as (select * from incidents_of(incidents, known))
    select i.incident, 'said', a.deployment, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join correction_fact a on a.action = 'attribute' and a.incident = i.incident and a.position <= known and (a.known_to is null or a.known_to > known)
    left join deployment_fact d on d.id = a.deployment and d.position <= known and (d.known_to is null or d.known_to > known)
    union all
    select i.incident, 'link', d.id, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join lateral (
        select d.* from link_fact l
        join deployment_fact d on d.context_id = l.target and d.position <= known and (d.known_to is null or d.known_to > known)
        where l.incident = i.incident and l.position <= known and (l.known_to is null or l.known_to > known)
        order by d.occurred_at desc, d.rank desc, d.id desc
        limit 1) d on true
    union all
    select i.incident, 'artifact', d.id, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join lateral (
        select d.* from deployment_fact d
        where d.artifact_key = i.artifact_key and (i.environment is null or d.environment = i.environment) and (i.service is null or d.service = i.service)
            and d.occurred_at <= i.detected_at and d.position <= known and (d.known_to is null or d.known_to > known)
        order by d.occurred_at desc, d.rank desc, d.id desc
        limit 1) d on true
    union all
    select i.incident, 'service', d.id, extract(epoch from i.detected_at - d.occurred_at)::double precision
    from i
    join lateral (
        select d.* from deployment_fact d
        where d.service = i.service and d.environment = i.environment
            and d.occurred_at <= i.detected_at and d.position <= known and (d.known_to is null or d.known_to > known)
        order by d.occurred_at desc, d.rank desc, d.id desc
        limit 1) d on true;
end
$$;

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

-- What corrections say, one after the other: each ends what it corrects.
create function take_corrections(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
    c record;
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

        with was as (update deployment_fact set known_to = c.position where id = c.target and known_to is null returning *)
        insert into deployment_fact
        select w.id, c.position, null, coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at), w.rank, w.context_id,
               coalesce(c.amendment ->> 'environment', w.environment), w.service, coalesce(c.amendment ->> 'artifactId', w.artifact_id),
               n.key, n.package || '#' || n.version, coalesce(n.version, n.digest), w.kind, w.source, w.chain_id
        from was w
        left join lateral cdviz.artifact_name(coalesce(c.amendment ->> 'artifactId', w.artifact_id)) n on true
        where c.action = 'amend';

        with was as (update change_fact set known_to = c.position where id = c.target and known_to is null returning *)
        insert into change_fact
        select w.id, c.position, null, coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at), w.context_id, w.change_id,
               coalesce(c.amendment ->> 'repository', w.repository), w.chain_id
        from was w
        where c.action = 'amend';

        with was as (update artifact_fact set known_to = c.position where id = c.target and known_to is null returning *)
        insert into artifact_fact
        select w.id, c.position, null, coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at), w.kind, w.artifact_key, w.alias_key,
               coalesce(c.amendment ->> 'change', w.change_id)
        from was w
        where c.action = 'amend';

        with was as (update incident_fact set known_to = c.position where id = c.target and known_to is null returning *)
        insert into incident_fact
        select w.id, c.position, null, coalesce((c.amendment ->> 'occurredAt')::timestamptz, w.occurred_at), w.rank, w.context_id, w.incident, w.kind,
               coalesce(c.amendment ->> 'environment', w.environment), coalesce(c.amendment ->> 'service', w.service), coalesce(c.amendment ->> 'artifactId', w.artifact_id),
               cdviz.artifact_key(coalesce(c.amendment ->> 'artifactId', w.artifact_id)), w.description
        from was w
        where c.action = 'amend';
    end loop;
end
$$;

-- Rows of services in environments, from a moment on.
create function derive_deployments(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    everything constant bigint := 9223372036854775807;
    services text[];
    environments text[];
    moments timestamptz[];
begin
    with changed as materialized (
        select c.* from change_fact c where c.position > after and c.position <= up_to or c.known_to > after and c.known_to <= up_to
    ), made as materialized (
        select a.* from artifact_fact a where a.position > after and a.position <= up_to or a.known_to > after and a.known_to <= up_to
    ), touched as (
        select d.service, d.environment, d.occurred_at from deployment_fact d where d.position > after and d.position <= up_to or d.known_to > after and d.known_to <= up_to
        union all
        select d.*
        from changed c
        cross join lateral (
            select d.service, d.environment, d.occurred_at from deployment_fact d where d.chain_id = c.chain_id and d.occurred_at >= c.occurred_at offset 0) d
        union all
        select d.*
        from changed c
        cross join lateral (
            select d.service, d.environment, d.occurred_at
            from link_fact l join deployment_fact d on d.id = l.event_id
            where l.target = c.context_id and l.subject = 'service'
            offset 0) d
        union all
        select h.*
        from changed c
        cross join lateral (select h.service, h.environment, h.occurred_at from head h where h.change_id = c.change_id offset 0) h
        union all
        select h.*
        from changed c
        cross join lateral (
            select h.service, h.environment, h.occurred_at from head h where h.repository = c.repository and h.started_at >= c.occurred_at offset 0) h
        union all
        select d.*
        from made a
        cross join lateral (
            select d.service, d.environment, d.occurred_at from deployment_fact d where d.artifact_key = a.artifact_key and d.occurred_at >= a.occurred_at offset 0) d
        union all
        select d.*
        from made a
        cross join lateral (
            select d.service, d.environment, d.occurred_at from deployment_fact d where d.alias_key = a.alias_key and d.occurred_at >= a.occurred_at offset 0) d
    )
    select array_agg(t.service), array_agg(t.environment), array_agg(t.since) into services, environments, moments
    from (select t.service, t.environment, min(t.occurred_at) as since from touched t group by t.service, t.environment) t;
    if services is null then
        return;
    end if;

    delete from deployment d using unnest(services, environments, moments) k (service, environment, since)
    where d.service = k.service and d.environment = k.environment and d.occurred_at >= k.since;
    insert into deployment
    select d.* from unnest(services, environments, moments) k (service, environment, since), deployments_of(k.service, k.environment, k.since, everything) d;
    delete from head d using unnest(services, environments, moments) k (service, environment, since)
    where d.service = k.service and d.environment = k.environment and d.occurred_at >= k.since;
    insert into head
    select h.*,
           case when h.step = 'merged' then greatest(
               max(h.started_at) over (partition by h.service, h.environment, h.repository, h.step order by h.occurred_at, h.rank, h.deployment_id),
               reach_before(h.service, h.environment, h.repository, k.since)) end
    from unnest(services, environments, moments) k (service, environment, since), heads_of(k.service, k.environment, k.since, everything) h;
    delete from lead_time d using unnest(services, environments, moments) k (service, environment, since)
    where d.service = k.service and d.environment = k.environment and d.deployed_at >= k.since;
    insert into lead_time
    select d.* from unnest(services, environments, moments) k (service, environment, since), leads_of(k.service, k.environment, k.since, everything) d;
end
$$;

-- Incidents that were told of, and those whose possible deployments have changed.
create function derive_incidents(after bigint, up_to bigint) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    everything constant bigint := 9223372036854775807;
    touched text[];
begin
    with moved as materialized (
        select d.* from deployment_fact d where d.position > after and d.position <= up_to or d.known_to > after and d.known_to <= up_to
    )
    select array_agg(distinct t.incident) into touched
    from (
        select i.incident from incident_fact i where i.position > after and i.position <= up_to or i.known_to > after and i.known_to <= up_to
        union all
        select c.incident from correction_fact c where c.position > after and c.position <= up_to and c.incident is not null
        union all
        select i.incident
        from moved d
        cross join lateral (
            select c.incident from candidate c where c.deployment_id = d.id
            union all
            select l.incident from link_fact l where l.target = d.context_id and l.incident is not null
            union all
            select i.incident from incident i where i.service = d.service and i.detected_at >= d.occurred_at
            union all
            select i.incident from incident i where i.artifact_key = d.artifact_key and i.detected_at >= d.occurred_at
            offset 0) i
    ) t;
    if touched is null then
        return;
    end if;

    delete from incident where incident = any (touched);
    insert into incident select * from incidents_of(touched, everything);
    delete from candidate where incident = any (touched);
    insert into candidate select * from candidates_of(touched, everything);
end
$$;

create function take(after bigint, up_to bigint) returns void
language plpgsql
as $$
begin
    perform take_facts(after, up_to);
    perform take_corrections(after, up_to);
    perform derive_deployments(after, up_to);
    perform derive_incidents(after, up_to);
end
$$;

create index on deployment_fact (service, environment, occurred_at, rank, id);
create index on deployment_fact (service, environment, artifact_key, occurred_at, rank, id);
create index on deployment_fact (artifact_key);
create index on deployment_fact (alias_key);
create index on deployment_fact (chain_id);
create index on deployment_fact (context_id);
create index on deployment_fact (id);
create index on deployment_fact (position);
create index on deployment_fact (known_to) where known_to is not null;
create index on change_fact (change_id);
create index on change_fact (repository, occurred_at);
create index on change_fact (chain_id);
create index on change_fact (context_id);
create index on change_fact (id);
create index on change_fact (position);
create index on change_fact (known_to) where known_to is not null;
create index on artifact_fact (artifact_key);
create index on artifact_fact (alias_key);
create index on artifact_fact (id);
create index on artifact_fact (position);
create index on artifact_fact (known_to) where known_to is not null;
create index on incident_fact (incident);
create index on incident_fact (id);
create index on incident_fact (position);
create index on incident_fact (known_to) where known_to is not null;
create index on link_fact (event_id);
create index on link_fact (target);
create index on link_fact (incident) where incident is not null;
create index on correction_fact (incident) where incident is not null;
create index on correction_fact (position);
create index on deployment (service, environment, occurred_at);
-- All that the metrics need of a deployment: a year of them is read from the index alone.
create index on deployment (environment, occurred_at) include (service, id, rollback, repeats, previous_id, fixes);
-- Those that took one back or mend one, which are few.
create index on deployment (suspect_id) include (rollback, occurred_at, id, position) where suspect_id is not null;
create index on deployment (environment, occurred_at) include (service, id, rollback, repeats, fixes) where rollback is not null or fixes;
create index on deployment (id);
create index on deployment (previous_id);
create index on deployment (id) where fixes;
create index on head (service, environment, occurred_at);
create index on head (service, environment, repository, occurred_at) where reach is not null;
create index on head (change_id);
create index on head (repository, started_at);
create index on lead_time (service, environment, deployed_at);
create index on lead_time (environment, deployed_at) include (service, step, seconds, ordinal);
create index on lead_time (deployment_id);
create index on incident (incident);
create index on incident (service, detected_at);
create index on incident (artifact_key) where artifact_key is not null;
create index on candidate (incident);
create index on candidate (deployment_id);

-- @statement
select take($1, $2);

-- @views
create or replace view cdviz.dora_deployment as
select id, position, occurred_at, rank, environment, service, artifact_id, artifact_key, version, kind, source, chain_id, previous_id, repeats, rollback, suspect_id, fixes
from deployment;
comment on view cdviz.dora_deployment is 'Deployments as they stand, each with its place among the others of its service and environment.';
comment on column cdviz.dora_deployment.id is 'Id of the event.';
comment on column cdviz.dora_deployment.position is 'Position of the event, or of the correction that amended it.';
comment on column cdviz.dora_deployment.occurred_at is 'When it was deployed.';
comment on column cdviz.dora_deployment.rank is 'Order among events of one moment.';
comment on column cdviz.dora_deployment.environment is 'Id of the environment.';
comment on column cdviz.dora_deployment.service is 'Id of the service.';
comment on column cdviz.dora_deployment.artifact_id is 'What was deployed, as reported.';
comment on column cdviz.dora_deployment.artifact_key is 'What all spellings of it share.';
comment on column cdviz.dora_deployment.version is 'Its version: tag or version, or else digest.';
comment on column cdviz.dora_deployment.kind is 'deployed, upgraded or rolledback, as sent.';
comment on column cdviz.dora_deployment.source is 'Who reported it.';
comment on column cdviz.dora_deployment.chain_id is 'Its chain.';
comment on column cdviz.dora_deployment.previous_id is 'The deployment before it; null for the first.';
comment on column cdviz.dora_deployment.repeats is 'The same artifact ran already.';
comment on column cdviz.dora_deployment.rollback is 'sent or inferred when it went back to an earlier version.';
comment on column cdviz.dora_deployment.suspect_id is 'The deployment that this one took back: the first after the one it went back to.';
comment on column cdviz.dora_deployment.fixes is 'It says that it is a fix: a link of the kind FIX, FIXES, HOTFIX or REMEDIATES.';

create or replace view cdviz.dora_change as
select deployment_id, environment, service, deployed_at, change_id, repository, path, step, started_at, event_id, seconds, event_position, ordinal
from lead_time;
comment on view cdviz.dora_change is 'Changes that reached an environment, with the first deployment that brought them.';
comment on column cdviz.dora_change.deployment_id is 'Id of the deployment.';
comment on column cdviz.dora_change.environment is 'Its environment.';
comment on column cdviz.dora_change.service is 'Its service.';
comment on column cdviz.dora_change.deployed_at is 'When it was deployed.';
comment on column cdviz.dora_change.change_id is 'Id of the change, or of the artifact where no change is known.';
comment on column cdviz.dora_change.repository is 'Its repository.';
comment on column cdviz.dora_change.path is 'How it is known to be in it: artifact, link, chain, or batch: merged in the repository since what ran before.';
comment on column cdviz.dora_change.step is 'Where the clock starts: merged, packaged or published.';
comment on column cdviz.dora_change.started_at is 'When it started.';
comment on column cdviz.dora_change.event_id is 'Id of the event at which it started.';
comment on column cdviz.dora_change.seconds is 'From there to the deployment.';
comment on column cdviz.dora_change.event_position is 'Its position, or that of the correction that amended it.';
comment on column cdviz.dora_change.ordinal is 'Place among the changes of the deployment, oldest first, from 1.';

create or replace view cdviz.dora_incident as
select incident, position, environment, service, artifact_key, description, detected_at, resolved_at, event_id
from incident;
comment on view cdviz.dora_incident is 'Incidents as they stand.';
comment on column cdviz.dora_incident.incident is 'Id of the incident.';
comment on column cdviz.dora_incident.position is 'Position of its first report.';
comment on column cdviz.dora_incident.environment is 'Where it happens.';
comment on column cdviz.dora_incident.service is 'The service it concerns.';
comment on column cdviz.dora_incident.artifact_key is 'The artifact it concerns.';
comment on column cdviz.dora_incident.description is 'What happens.';
comment on column cdviz.dora_incident.detected_at is 'When it was detected, or else first told of.';
comment on column cdviz.dora_incident.resolved_at is 'When it was over; null while it is not.';
comment on column cdviz.dora_incident.event_id is 'Id of the event that told of it first.';

create or replace view cdviz.dora_candidate as
select incident, rule, deployment_id, seconds
from candidate;
comment on view cdviz.dora_candidate is 'Deployments that an incident may come from, by rule.';
comment on column cdviz.dora_candidate.incident is 'Id of the incident.';
comment on column cdviz.dora_candidate.rule is 'said by a correction, link, artifact or service.';
comment on column cdviz.dora_candidate.deployment_id is 'Id of the deployment; null when a correction says that none caused it.';
comment on column cdviz.dora_candidate.seconds is 'From the deployment to the incident.';

create or replace view cdviz.dora_correction as
select id, position, occurred_at, action, target, incident, deployment, known_to, amendment, made_by, reason
from correction_fact;
comment on view cdviz.dora_correction is 'Corrections: what was said to be otherwise, by whom and why.';
comment on column cdviz.dora_correction.id is 'Id of the corrections event.';
comment on column cdviz.dora_correction.position is 'Position from which it holds.';
comment on column cdviz.dora_correction.occurred_at is 'When it was made.';
comment on column cdviz.dora_correction.action is 'retract, amend or attribute.';
comment on column cdviz.dora_correction.target is 'Id of the event that is corrected.';
comment on column cdviz.dora_correction.incident is 'The incident that is attributed.';
comment on column cdviz.dora_correction.deployment is 'Id of the deployment that caused it; null where none did.';
comment on column cdviz.dora_correction.known_to is 'Position of a later attribution of the same incident.';
comment on column cdviz.dora_correction.amendment is 'What is said instead.';
comment on column cdviz.dora_correction.made_by is 'Who made it.';
comment on column cdviz.dora_correction.reason is 'Why.';

create or replace function cdviz.dora_deployment_known(known bigint)
returns table ("id" uuid, "position" bigint, "occurred_at" timestamptz, "rank" smallint, "environment" text, "service" text, "artifact_id" text, "artifact_key" text, "version" text, "kind" text, "source" text, "chain_id" text, "previous_id" uuid, "repeats" boolean, "rollback" text, "suspect_id" uuid, "fixes" boolean)
language sql stable security definer
set search_path from current
as $$
    select d.* from (select distinct service, environment from deployment_fact) k, deployments_of(k.service, k.environment, '-infinity', known) d
$$;
comment on function cdviz.dora_deployment_known is 'dora_deployment as it was known at a position of the log.';

drop function if exists cdviz.dora_change_known(bigint);
create function cdviz.dora_change_known(known bigint)
returns table ("deployment_id" uuid, "environment" text, "service" text, "deployed_at" timestamptz, "change_id" text, "repository" text, "path" text, "step" text, "started_at" timestamptz, "event_id" uuid, "seconds" double precision, "event_position" bigint, "ordinal" int)
language sql stable security definer
set search_path from current
as $$
    select l.deployment_id, l.environment, l.service, l.deployed_at, l.change_id, l.repository, l.path, l.step, l.started_at, l.event_id, l.seconds, l.event_position, l.ordinal
    from (select distinct service, environment from deployment_fact) k, leads_of(k.service, k.environment, '-infinity', known) l
$$;
comment on function cdviz.dora_change_known is 'dora_change as it was known at a position of the log.';

create or replace function cdviz.dora_incident_known(known bigint)
returns table ("incident" text, "position" bigint, "environment" text, "service" text, "artifact_key" text, "description" text, "detected_at" timestamptz, "resolved_at" timestamptz, "event_id" uuid)
language sql stable security definer
set search_path from current
as $$
    select i.* from incidents_of((select array_agg(distinct incident) from incident_fact), known) i
$$;
comment on function cdviz.dora_incident_known is 'dora_incident as it was known at a position of the log.';

create or replace function cdviz.dora_candidate_known(known bigint)
returns table ("incident" text, "rule" text, "deployment_id" uuid, "seconds" double precision)
language sql stable security definer
set search_path from current
as $$
    select c.* from candidates_of((select array_agg(distinct incident) from incident_fact), known) c
$$;
comment on function cdviz.dora_candidate_known is 'dora_candidate as it was known at a position of the log.';
