-- The graph of cause and evidence: subjects as nodes, references and links as edges, with the names and columns of cdviz-db's tables, and some more.

-- @tables
create table graph_event (
    position bigint not null primary key,
    event_id uuid not null,
    context_id text not null,
    context_key text not null,
    chain_key text null,
    occurred_at timestamptz not null,
    rank smallint not null,
    subject_type text not null,
    predicate text not null,
    subject_id text not null,
    node_key text not null,
    outcome text null
);
comment on table graph_event is 'One row for each event but links, to find events by context id, chain and subject.';
-- A hash index where few rows share a value: it walks through all that do for each new one. A chain, or what links name, may be shared by any number.
create index on graph_event using hash (context_key);
create index on graph_event (chain_key);
create index on graph_event (node_key, occurred_at);

create table graph_node (
    node_key text not null primary key,
    node_type text not null,
    node_id text not null,
    first_seen_at timestamptz not null,
    reported boolean not null,
    properties jsonb not null,
    last_at timestamptz not null,
    last_rank smallint not null,
    last_id uuid not null
) with (fillfactor = 80);
comment on table graph_node is 'One row for each subject that was reported or named.';
create index on graph_node using hash (node_id);
create index on graph_node using hash (node_id) where node_type = 'unknown';

create table graph_edge (
    from_key text not null,
    to_key text not null,
    relation text not null,
    kind text not null,
    first_at timestamptz not null,
    first_id uuid not null,
    source_event_id text not null,
    valid_from timestamptz null,
    valid_to timestamptz null,
    shown boolean not null default true,
    primary key (from_key, to_key, relation, kind)
) with (fillfactor = 80);
comment on table graph_edge is 'One row for each thing that one subject has to do with another: for each kind of evidence, the first that said so. Of several kinds the first is shown.';
create index on graph_edge (to_key, from_key);

create table graph_link (
    event_id uuid not null,
    number int not null,
    position bigint not null,
    embedded boolean not null,
    link_type text not null,
    relation text not null,
    chain_key text null,
    source_context text null,
    target_context text null,
    occurred_at timestamptz not null,
    source_event_id text not null,
    primary key (event_id, number)
);
comment on table graph_link is 'One row for each link between events, embedded in one or sent by itself: that the source follows from, or has to do with, the target.';
create index on graph_link (position);
create index on graph_link (chain_key) where not embedded;
create index on graph_link using hash (source_context) where not embedded;
create index on graph_link (target_context);

create table graph_link_target (
    event_id uuid not null,
    number int not null,
    from_event uuid not null,
    to_event uuid not null,
    from_key text not null,
    to_key text not null,
    relation text not null,
    occurred_at timestamptz not null,
    source_event_id text not null,
    primary key (event_id, number, from_event, to_event)
);
comment on table graph_link_target is 'The events that a link joins, those of its own chain first; several where the context ids are not unique.';
create index on graph_link_target (from_key, to_key, relation);
create index on graph_link_target (from_event);
create index on graph_link_target (to_event);

create table graph_deployment (
    event_id uuid not null primary key,
    position bigint not null,
    service_key text not null,
    environment_key text not null,
    artifact_key text null,
    occurred_at timestamptz not null,
    rank smallint not null,
    valid_to timestamptz null,
    context_id text not null
) with (fillfactor = 80);
comment on table graph_deployment is 'One row for each report of what a service runs in an environment; without artifact where it was taken away.';
create index on graph_deployment (position);
create index on graph_deployment (service_key, environment_key, occurred_at, rank, event_id);
create index on graph_deployment (service_key, artifact_key, valid_to desc);
create index on graph_deployment (artifact_key);

-- Ids of any length, but keys that fit into an index.
create function graph_bounded(type text, id text) returns text
language plpgsql immutable strict parallel safe
as $$
declare
    key constant text := lower(type) || '|' || id;
begin
    return case when octet_length(key) <= 600 then key else left(type, 60) || '|md5:' || md5(key) end;
end
$$;

create function graph_key(type text, id text) returns text
language plpgsql immutable strict parallel safe
as $$
begin
    return graph_bounded(type, case when lower(type) = 'artifact' then coalesce(cdviz.artifact_key(id), id) else id end);
end
$$;

-- UUIDs are the same in upper and lower case; other ids are not. No event has an id of more than 1,024 bytes, but a link may name one.
create function graph_context(id text) returns text
language sql immutable parallel safe
as $$
    select case when octet_length(id) > 1024 then left(id, 200) || '|md5:' || md5(id)
                when lower(id) = id then id
                when id ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then lower(id)
                else id end
$$;

create function graph_rank(predicate text) returns smallint
language sql immutable parallel safe
as $$
    select case
        when predicate in ('queued', 'created', 'detected', 'packaged', 'deployed') then 0
        when predicate in ('reviewed', 'rolledback') then 2
        when predicate in ('published', 'downloaded') then 3
        when predicate in ('finished', 'skipped', 'deleted', 'merged', 'abandoned', 'removed', 'resolved', 'closed') then 9
        else 1 end::smallint
$$;

-- One name for one relation, whatever the spelling of the link.
create function graph_relation(kind text) returns text
language sql immutable parallel safe
as $$
    select case lower(kind)
        when 'trigger' then 'triggeredBy' when 'cause' then 'causedBy' when 'effect' then 'causedBy'
        else coalesce(nullif(left(kind, 100), ''), 'dependsOn') end
$$;

-- What one event says of its subject: what it has to do with which other subject.
create function graph_claims(subject text, id text, content jsonb, links jsonb)
returns table (from_type text, from_id text, to_type text, to_id text, relation text, kind text)
language sql immutable parallel safe
as $$
    select subject, id, c.to_type, c.to_id, c.relation, 'reference'
    from (values
        ('artifact', content ->> 'artifactId', case subject when 'build' then 'produced' when 'service' then 'deployedWith' else 'affects' end),
        ('environment', content #>> '{environment,id}', case when subject in ('testsuiterun', 'testcaserun') then 'runsIn' else 'deployedTo' end),
        ('pipelinerun', content #>> '{pipelineRun,id}', 'partOf'),
        ('testsuiterun', content #>> '{testSuiteRun,id}', 'partOf'),
        ('testcaserun', content #>> '{testCaseRun,id}', 'partOf'),
        ('testcase', content #>> '{testCase,id}', 'instanceOf'),
        ('testsuite', content #>> '{testSuite,id}', 'instanceOf'),
        ('service', content #>> '{service,id}', 'affects'),
        ('change', content #>> '{change,id}', 'derivedFrom'),
        ('repository', content #>> '{repository,id}', 'partOf')) c (to_type, to_id, relation)
    where c.to_id <> ''
    union all
    select subject, id, coalesce(nullif(lower(left(l.target ->> 'type', 60)), ''), 'unknown'), l.target ->> 'id', graph_relation(l.kind), 'custom'
    from (
        select coalesce(x.link -> 'subject', x.link #> '{target,subject}') as target, coalesce(x.link ->> 'linkkind', x.link ->> 'linkKind') as kind
        from jsonb_array_elements(case when jsonb_typeof(links) = 'array' then links else '[]' end) x (link)
    ) l
    where l.target ->> 'id' <> ''
$$;

-- What an artifact's id says of it: its key, the package it is a version of, and, where it has tag and digest, the tag that is the digest.
create function graph_artifact(id text, out node_key text, out package text, out package_key text, out tag_key text)
language plpgsql immutable strict parallel safe
as $$
declare
    name constant record := cdviz.artifact_name(id);
begin
    node_key := graph_bounded('artifact', coalesce(name.key, id));
    if name.package is not null and name.package <> name.key then
        package := name.package;
        package_key := graph_key('artifact', package);
    end if;
    if name.digest is not null and name.version is not null and name.package ~ '^pkg:' then
        tag_key := graph_key(
            'artifact', concat(split_part(name.package, '?', 1), '@', cdviz.purl_encode(name.version, true), substring(name.package from '\?.*$')));
    end if;
end
$$;

-- Gives back which edges and nodes it has touched. PL/pgSQL keeps the plans of its statements, which take longer to make than a page of a few events takes to apply.
create function graph_apply_events(after bigint, up_to bigint, out from_keys text[], out to_keys text[], out relations text[], out node_keys text[])
language plpgsql
-- Only what a page holds is joined here.
set enable_hashjoin = on
as $$
begin
    insert into graph_event (
        position, event_id, context_id, context_key, chain_key, occurred_at, rank, subject_type, predicate, subject_id, node_key, outcome)
    select e.seq_id, e.id, e.headers ->> 'contextId', graph_context(e.headers ->> 'contextId'), graph_context(e.correlation_id),
           (e.headers ->> 'occurredAt')::timestamptz, graph_rank(t.predicate), t.subject, t.predicate, e.data #>> '{subject,id}',
           graph_key(t.subject, e.data #>> '{subject,id}'), e.data #>> '{subject,content,outcome}'
    from events.mt_events e,
         lateral (select lower(split_part(e.headers ->> 'type', '.', 3)) as subject, lower(split_part(e.headers ->> 'type', '.', 4)) as predicate) t
    where e.seq_id > after and e.seq_id <= up_to and t.subject <> 'cdviz-link';

    with event as materialized (
        select g.occurred_at, g.rank, g.event_id, g.context_id, g.subject_type, g.subject_id, g.node_key,
               e.data #> '{subject,content}' as content, e.data #> '{customData,links}' as links
        from (select * from graph_event where position > after and position <= up_to offset 0) g,
        lateral (select data from events.mt_events where seq_id = g.position offset 0) e
    ), claim as materialized (
        select e.node_key as from_key, c.to_type, c.to_id, c.relation, c.kind, e.occurred_at, e.event_id, e.context_id
        from event e, lateral graph_claims(e.subject_type, e.subject_id, e.content, e.links) c
    ), mentioned as materialized (
        select subject_id as id, occurred_at, event_id, context_id from event where subject_type = 'artifact'
        union
        select to_id, occurred_at, event_id, context_id from claim where to_type = 'artifact'
    ), artifact as materialized (
        -- Each id is taken apart once, however often it is named.
        select m.id, a.* from (select distinct id from mentioned) m, lateral graph_artifact(m.id) a
    ), every as materialized (
        select c.from_key, coalesce(a.node_key, graph_key(c.to_type, c.to_id)) as to_key, c.to_type, c.to_id, c.relation, c.kind, c.occurred_at, c.event_id, c.context_id
        from claim c left join artifact a on c.to_type = 'artifact' and a.id = c.to_id
        union all
        select a.node_key, a.package_key, 'artifact', a.package, 'derivedFrom', 'reference', m.occurred_at, m.event_id, m.context_id
        from mentioned m join artifact a on a.id = m.id
        where a.package_key is not null
        union all
        select a.tag_key, a.node_key, 'artifact', a.id, 'resolvesTo', 'reference', m.occurred_at, m.event_id, m.context_id
        from mentioned m join artifact a on a.id = m.id
        where a.tag_key is not null
    ), mention as (
        select node_key, subject_type as type, subject_id as id, occurred_at, true as reported, coalesce(content, '{}') as content, rank, event_id from event
        union all
        select to_key, to_type, to_id, occurred_at, false, '{}', -1, '00000000-0000-0000-0000-000000000000' from every where relation <> 'resolvesTo'
    ), node as (
        insert into graph_node as n (node_key, node_type, node_id, first_seen_at, reported, properties, last_at, last_rank, last_id)
        select m.node_key, (array_agg(m.type order by m.type))[1], (array_agg(m.id order by m.occurred_at, m.id collate "C"))[1],
               min(m.occurred_at), bool_or(m.reported), (array_agg(m.content order by m.reported desc, m.occurred_at desc, m.rank desc, m.event_id desc))[1],
               coalesce(max(m.occurred_at) filter (where m.reported), '-infinity'),
               (array_agg(m.rank order by m.reported desc, m.occurred_at desc, m.rank desc, m.event_id desc))[1],
               (array_agg(m.event_id order by m.reported desc, m.occurred_at desc, m.rank desc, m.event_id desc))[1]
        from mention m
        group by m.node_key
        order by m.node_key
        on conflict (node_key) do update set
            node_id = case when (excluded.first_seen_at, excluded.node_id collate "C") < (n.first_seen_at, n.node_id collate "C") then excluded.node_id else n.node_id end,
            first_seen_at = least(n.first_seen_at, excluded.first_seen_at),
            reported = n.reported or excluded.reported,
            properties = case when (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id) then excluded.properties else n.properties end,
            last_rank = case when (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id) then excluded.last_rank else n.last_rank end,
            last_id = case when (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id) then excluded.last_id else n.last_id end,
            last_at = greatest(n.last_at, excluded.last_at)
        where n.reported is distinct from (n.reported or excluded.reported)
           or (excluded.first_seen_at, excluded.node_id collate "C") < (n.first_seen_at, n.node_id collate "C")
           or (excluded.last_at, excluded.last_rank, excluded.last_id) > (n.last_at, n.last_rank, n.last_id)
        returning n.node_key
    ), edge as (
        insert into graph_edge as stored (from_key, to_key, relation, kind, first_at, first_id, source_event_id)
        select distinct on (from_key, to_key, relation, kind) from_key, to_key, relation, kind, occurred_at, event_id, context_id
        from every
        where from_key <> to_key
        order by from_key, to_key, relation, kind, occurred_at, event_id
        on conflict (from_key, to_key, relation, kind) do update set
            first_at = excluded.first_at, first_id = excluded.first_id, source_event_id = excluded.source_event_id
        where (excluded.first_at, excluded.first_id) < (stored.first_at, stored.first_id)
        returning stored.from_key, stored.to_key, stored.relation
    )
    select array_agg(e.from_key), array_agg(e.to_key), array_agg(e.relation), (select array_agg(n.node_key) from node n)
    into from_keys, to_keys, relations, node_keys
    from edge e;
end
$$;

create function graph_apply_links(after bigint, up_to bigint, out from_keys text[], out to_keys text[], out relations text[])
language plpgsql
as $$
declare
    first_id uuid[];
    first_number int[];
begin
    -- Those within events, and those sent by themselves in the spelling of 0.4.0 or any later one.
    insert into graph_link (
        event_id, number, position, embedded, link_type, relation, chain_key, source_context, target_context, occurred_at, source_event_id)
    select l.event_id, l.number, l.position, l.embedded, l.type, case when l.type = 'RELATION' then graph_relation(l.kind) else 'follows' end,
           graph_context(l.chain), graph_context(l.source), graph_context(l.target), l.occurred_at, l.context_id
    from (
        select e.id as event_id, x.number::int, e.seq_id as position, true as embedded, coalesce(x.link ->> 'linkType', x.link ->> 'link_type') as type,
               coalesce(x.link ->> 'linkKind', x.link ->> 'link_kind') as kind, e.correlation_id as chain, e.headers ->> 'contextId' as source,
               coalesce(x.link #>> '{from,contextId}', x.link #>> '{target,contextId}', x.link #>> '{from,context_id}', x.link #>> '{target,context_id}') as target,
               (e.headers ->> 'occurredAt')::timestamptz as occurred_at, e.headers ->> 'contextId' as context_id
        from events.mt_events e,
             lateral jsonb_array_elements(case when jsonb_typeof(e.data #> '{context,links}') = 'array' then e.data #> '{context,links}' else '[]' end)
                 with ordinality x (link, number)
        where e.seq_id > after and e.seq_id <= up_to
        union all
        select e.id, 0, e.seq_id, false, coalesce(x.link ->> 'linkType', x.link ->> 'link_type'),
               coalesce(x.link ->> 'linkKind', x.link ->> 'link_kind'), e.correlation_id,
               coalesce(x.link #>> '{to,contextId}', x.link #>> '{source,contextId}', x.link #>> '{end,contextId}', x.link #>> '{start,contextId}',
                        x.link #>> '{to,context_id}', x.link #>> '{source,context_id}', x.link #>> '{end,context_id}', x.link #>> '{start,context_id}'),
               coalesce(x.link #>> '{from,contextId}', x.link #>> '{target,contextId}', x.link #>> '{from,context_id}', x.link #>> '{target,context_id}'),
               (e.headers ->> 'occurredAt')::timestamptz, e.headers ->> 'contextId'
        from events.mt_events e, lateral (select e.data #> '{subject,content}' as link) x
        where e.seq_id > after and e.seq_id <= up_to and split_part(e.headers ->> 'type', '.', 3) = 'cdviz-link'
    ) l
    where l.type is not null and (l.source is not null or l.target is not null);

    -- Links of this page, and earlier ones that one of its events may be an end of.
    select array_agg(l.event_id), array_agg(l.number) into first_id, first_number
    from (
        select event_id, number from graph_link where position > after and position <= up_to
        union
        select l.event_id, l.number
        from (select context_key from graph_event where position > after and position <= up_to offset 0) g,
        lateral (
            (select event_id, number from graph_link where source_context = g.context_key and not embedded offset 0)
            union all
            (select event_id, number from graph_link where target_context = g.context_key offset 0)
        ) l
    ) l;
    if first_id is null then
        return;
    end if;

    with old as materialized (
        select t.row
        from unnest(first_id, first_number) u (event_id, number),
        lateral (select ctid as row from graph_link_target where event_id = u.event_id and number = u.number offset 0) t
    ), gone as (
        delete from graph_link_target t using old where t.ctid = old.row
        returning t.from_key, t.to_key, t.relation
    )
    select array_agg(from_key), array_agg(to_key), array_agg(relation) into from_keys, to_keys, relations from gone;

    with made as (
        insert into graph_link_target (event_id, number, from_event, to_event, from_key, to_key, relation, occurred_at, source_event_id)
        select l.event_id, l.number, s.event_id, t.event_id, s.node_key, t.node_key, l.relation, l.occurred_at, l.source_event_id
        from unnest(first_id, first_number) u (event_id, number),
        lateral (select * from graph_link where event_id = u.event_id and number = u.number offset 0) l,
        lateral (
            select g.event_id, g.node_key, rank() over (order by g.chain_key is not distinct from l.chain_key desc) as place
            from graph_event g
            where g.context_key = l.source_context and (not l.embedded or g.event_id = l.event_id)
        ) s,
        lateral (
            select g.event_id, g.node_key, rank() over (order by g.chain_key is not distinct from l.chain_key desc) as place
            from graph_event g
            where g.context_key = l.target_context
        ) t
        where s.place = 1 and t.place = 1 and s.event_id <> t.event_id
        returning from_key, to_key, relation
    )
    select from_keys || array_agg(from_key), to_keys || array_agg(to_key), relations || array_agg(relation) into from_keys, to_keys, relations from made;

    delete from graph_edge e using (
        select g.row
        from (select distinct u.* from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation)) t,
        lateral (
            select ctid as row from graph_edge where from_key = t.from_key and to_key = t.to_key and relation = t.relation and kind = 'link' offset 0
        ) g
        offset 0
    ) old
    where e.ctid = old.row;
    insert into graph_edge (from_key, to_key, relation, kind, first_at, first_id, source_event_id)
    select t.from_key, t.to_key, t.relation, 'link', f.occurred_at, f.event_id, f.source_event_id
    from (
        select distinct u.from_key, u.to_key, u.relation from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation) where u.from_key <> u.to_key
    ) t,
    lateral (
        select l.occurred_at, l.event_id, l.source_event_id
        from graph_link_target l
        where l.from_key = t.from_key and l.to_key = t.to_key and l.relation = t.relation
        order by l.occurred_at, l.event_id
        limit 1
    ) f;
end
$$;

-- Whom a link names without saying of which type: all nodes of that id that there are, and while there is none, the name alone.
create function graph_apply_untyped(inout from_keys text[], inout to_keys text[], inout relations text[], node_keys text[])
language plpgsql
as $$
declare
    untyped text[];
begin
    select array_agg(u.node_key) into untyped
    from (
        select k.key as node_key from unnest(to_keys) k (key) where k.key like 'unknown|%'
        union
        select u.node_key
        from unnest(node_keys) k (key),
        lateral (select node_id from graph_node where node_key = k.key and node_type <> 'unknown' offset 0) n,
        lateral (select node_key from graph_node where node_id = n.node_id and node_type = 'unknown' offset 0) u
    ) u;
    if untyped is null then
        return;
    end if;

    with named as (
        select e.from_key, o.node_key as to_key, e.relation, e.first_at, e.first_id, e.source_event_id
        from unnest(untyped) u (key),
        lateral (select node_id from graph_node where node_key = u.key offset 0) n,
        lateral (select * from graph_edge where to_key = u.key offset 0) e,
        lateral (select node_key from graph_node where node_id = n.node_id and node_type <> 'unknown' and node_key <> e.from_key offset 0) o
    ), made as (
        insert into graph_edge as stored (from_key, to_key, relation, kind, first_at, first_id, source_event_id)
        select from_key, to_key, relation, 'untyped', first_at, first_id, source_event_id from named
        on conflict (from_key, to_key, relation, kind) do update set
            first_at = excluded.first_at, first_id = excluded.first_id, source_event_id = excluded.source_event_id
        where (excluded.first_at, excluded.first_id) < (stored.first_at, stored.first_id)
        returning stored.from_key, stored.to_key, stored.relation
    )
    select from_keys || array_agg(m.from_key), to_keys || array_agg(m.to_key), relations || array_agg(m.relation)
    into from_keys, to_keys, relations
    from made m;

    update graph_edge e set shown = false
    from (
        select g.row
        from unnest(untyped) u (key),
        lateral (
            select true from graph_node n, lateral (select from graph_node where node_id = n.node_id and node_type <> 'unknown' limit 1) o where n.node_key = u.key offset 0
        ) n,
        lateral (select ctid as row from graph_edge where to_key = u.key and shown offset 0) g
        offset 0
    ) s
    where e.ctid = s.row;
end
$$;

-- Of several kinds of evidence the first is shown.
create function graph_show(from_keys text[], to_keys text[], relations text[]) returns void
language plpgsql
as $$
begin
    update graph_edge e set shown = s.first
    from (
        select g.row, g.first
        from (select distinct u.from_key, u.to_key, u.relation from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation)) t,
        lateral (
            select ctid as row, shown, row_number() over (order by first_at, first_id, kind) = 1 as first
            from graph_edge
            where from_key = t.from_key and to_key = t.to_key and relation = t.relation
        ) g
        where t.to_key not like 'unknown|%' and g.shown <> g.first
        offset 0
    ) s
    where e.ctid = s.row;
end
$$;

create function graph_apply_deployments(after bigint, up_to bigint, from_keys text[], to_keys text[], relations text[]) returns void
language plpgsql
as $$
declare
    -- The deployments and removals of the page, and those that each of them replaced.
    moved uuid[];
begin
    insert into graph_deployment (event_id, position, service_key, environment_key, artifact_key, occurred_at, rank, context_id)
    select g.event_id, g.position, g.node_key, graph_key('environment', coalesce(e.data #>> '{subject,content,environment,id}', '')),
           case when g.predicate <> 'removed' then graph_key('artifact', e.data #>> '{subject,content,artifactId}') end,
           g.occurred_at, g.rank, g.context_id
    from (
        select * from graph_event
        where position > after and position <= up_to and subject_type = 'service' and predicate in ('deployed', 'upgraded', 'rolledback', 'removed')
        offset 0
    ) g,
    lateral (select data from events.mt_events where seq_id = g.position offset 0) e
    where e.data #>> '{subject,content,artifactId}' <> '' or g.predicate = 'removed';
    if found then
        select array_agg(m.event_id) into moved
        from (
            select event_id from graph_deployment where position > after and position <= up_to
            union
            select p.event_id
            from (select * from graph_deployment where position > after and position <= up_to offset 0) n,
            lateral (
                select d.event_id from graph_deployment d
                where d.service_key = n.service_key and d.environment_key = n.environment_key
                    and (d.occurred_at, d.rank, d.event_id) < (n.occurred_at, n.rank, n.event_id)
                order by d.occurred_at desc, d.rank desc, d.event_id desc
                limit 1
            ) p
        ) m;
    elsif not exists (select from unnest(from_keys || to_keys) k (key) where k.key like 'service|%') then
        return;
    end if;

    -- What is new ends with what comes next, and what came before it ends with it.
    update graph_deployment d set valid_to = (
        select x.occurred_at from graph_deployment x
        where x.service_key = d.service_key and x.environment_key = d.environment_key
            and (x.occurred_at, x.rank, x.event_id) > (d.occurred_at, d.rank, d.event_id)
        order by x.occurred_at, x.rank, x.event_id
        limit 1)
    where d.event_id = any (moved);

    -- The services of the page, with all they have run in its environments: an edge is open while it holds in one of them.
    with pair as materialized (
        select distinct service_key, environment_key from graph_deployment where position > after and position <= up_to
    ), changed as materialized (
        select distinct service_key, artifact_key from graph_deployment where event_id = any (moved) and artifact_key is not null
    ), span as materialized (
        select c.service_key as from_key, c.artifact_key as to_key, 'deployedWith' as relation, f.occurred_at as valid_from, f.valid_to
        from changed c,
        lateral (
            select d.occurred_at, d.valid_to from graph_deployment d
            where d.service_key = c.service_key and d.artifact_key = c.artifact_key
            order by d.valid_to desc, d.occurred_at
            limit 1
        ) f
        union all
        select p.service_key, p.environment_key, 'deployedTo', coalesce(f.occurred_at, l.occurred_at), case when l.artifact_key is null then l.occurred_at end
        from pair p,
        lateral (
            select d.artifact_key, d.occurred_at from graph_deployment d
            where d.service_key = p.service_key and d.environment_key = p.environment_key
            order by d.occurred_at desc, d.rank desc, d.event_id desc
            limit 1
        ) l
        left join lateral (
            select d.occurred_at from graph_deployment d
            where d.service_key = p.service_key and d.environment_key = p.environment_key and d.artifact_key is not null
                and d.occurred_at >= coalesce((
                    select r.occurred_at from graph_deployment r
                    where r.service_key = p.service_key and r.environment_key = p.environment_key and r.artifact_key is null and r.occurred_at < l.occurred_at
                    order by r.occurred_at desc, r.rank desc, r.event_id desc
                    limit 1), '-infinity')
            order by d.occurred_at
            limit 1
        ) f on true
    )
    update graph_edge e set valid_from = s.valid_from, valid_to = s.valid_to
    from (
        select s.*, g.row
        from span s,
        lateral (
            select ctid as row from graph_edge where from_key = s.from_key and to_key = s.to_key and relation = s.relation and kind = 'reference' offset 0
        ) g
        offset 0
    ) s
    where e.ctid = s.row;

    -- Links from a deployment, or to it, hold as long as it does; of several the one that ends last.
    with link as materialized (
        select u.from_key, u.to_key, u.relation from unnest(from_keys, to_keys, relations) u (from_key, to_key, relation)
        where u.from_key <> u.to_key and (u.from_key like 'service|%' or u.to_key like 'service|%')
        union
        select l.from_key, l.to_key, l.relation from graph_link_target l where l.from_event = any (moved) and l.from_key <> l.to_key
        union
        select l.from_key, l.to_key, l.relation from graph_link_target l where l.to_event = any (moved) and l.from_key <> l.to_key
    )
    update graph_edge e set valid_from = f.valid_from, valid_to = f.valid_to
    from (
        select f.*, g.row
        from link,
        lateral (
            select coalesce(d.occurred_at, t.occurred_at) as valid_from, case when d.event_id is null then t.valid_to else d.valid_to end as valid_to
            from (select from_event, to_event from graph_link_target where from_key = link.from_key and to_key = link.to_key and relation = link.relation offset 0) l
            left join lateral (select * from graph_deployment where event_id = l.from_event offset 0) d on true
            left join lateral (select * from graph_deployment where event_id = l.to_event offset 0) t on true
            order by coalesce(d.event_id, t.event_id) is null desc, 2 desc, 1
            limit 1
        ) f,
        lateral (
            select ctid as row from graph_edge where from_key = link.from_key and to_key = link.to_key and relation = link.relation and kind = 'link' offset 0
        ) g
        offset 0
    ) f
    where e.ctid = f.row;
end
$$;

-- A new table is empty when the plans of its statements are made, and they must serve when it has grown: so each look-up stands by itself ('offset 0'), its
-- index is the only way to it, and rows to change are named by their place. And plans are made once, for that takes longer than a page of a few events.
create function graph_apply(after bigint, up_to bigint) returns void
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
    events record;
    links record;
    untyped record;
begin
    select * into events from graph_apply_events(after, up_to);
    select * into links from graph_apply_links(after, up_to);
    select * into untyped from graph_apply_untyped(
        events.from_keys || links.from_keys, events.to_keys || links.to_keys, events.relations || links.relations, events.node_keys);
    perform graph_show(untyped.from_keys, untyped.to_keys, untyped.relations);
    perform graph_apply_deployments(after, up_to, links.from_keys, links.to_keys, links.relations);
end
$$;

-- @statement
select graph_apply($1, $2);

-- @views
create or replace view cdviz.graph_nodes as
select n.node_id, n.node_type,
       -- Who named it without its type may have been the first to do so.
       least(n.first_seen_at, (select min(u.first_seen_at) from graph_node u where u.node_id = n.node_id and u.node_type = 'unknown')) as first_seen_at,
       n.properties, n.reported, n.node_key
from graph_node n
where n.node_type <> 'unknown' or not exists (select from graph_node o where o.node_id = n.node_id and o.node_type <> 'unknown');
comment on view cdviz.graph_nodes is 'Subjects that were reported or named: artifacts, services, environments, runs, changes, incidents …';
comment on column cdviz.graph_nodes.node_id is 'Id of the subject, as it was first spelled.';
comment on column cdviz.graph_nodes.node_type is 'Type of the subject, lower case: artifact; unknown where nobody said.';
comment on column cdviz.graph_nodes.first_seen_at is 'When the first event that reports or names it occurred.';
comment on column cdviz.graph_nodes.properties is 'The subject''s content in the event that occurred last; empty while it is only named.';
comment on column cdviz.graph_nodes.reported is 'True once an event about it came; false while others only name it.';
comment on column cdviz.graph_nodes.node_key is 'The node''s identity: type and id; for artifacts the key that all spellings of one artifact share.';

create or replace view cdviz.graph_evidence as
select e.from_key, e.to_key, e.relation, case e.kind when 'reference' then 'id' else 'explicit' end as grade, e.first_at, e.source_event_id,
       coalesce(e.valid_from, e.first_at) as valid_from, e.valid_to
from graph_edge e
where e.shown;
comment on view cdviz.graph_evidence is 'Which node has to do with which, by keys, with the first evidence of it.';
comment on column cdviz.graph_evidence.from_key is 'Key of what depends: the later one, the consumer.';
comment on column cdviz.graph_evidence.to_key is 'Key of what it depends on: the earlier one.';
comment on column cdviz.graph_evidence.relation is 'In what way: derivedFrom, deployedWith, deployedTo, runsIn, partOf, instanceOf, produced, affects, follows, resolvesTo, or the kind of a link.';
comment on column cdviz.graph_evidence.grade is 'explicit: a link says so; id: an event names the other''s id.';
comment on column cdviz.graph_evidence.first_at is 'When the first event that says so occurred.';
comment on column cdviz.graph_evidence.source_event_id is 'context.id of that event.';
comment on column cdviz.graph_evidence.valid_from is 'Since when it holds; of several times the one that ends last.';
comment on column cdviz.graph_evidence.valid_to is 'When it ceased: a deployment, with all its links, that was replaced or taken away; null while it holds.';

create or replace view cdviz.graph_edges as
select hashtextextended(concat_ws(chr(31), e.from_key, e.to_key, e.relation), 0) as id, f.node_id as from_node_id, t.node_id as to_node_id, e.relation,
       e.first_at as event_timestamp, e.source_event_id,
       f.node_type as from_node_type, t.node_type as to_node_type, e.valid_from, e.valid_to, e.grade, e.from_key, e.to_key
from cdviz.graph_evidence e
join graph_node f on f.node_key = e.from_key
join graph_node t on t.node_key = e.to_key;
comment on view cdviz.graph_edges is 'Which subject has to do with which: from the one that depends to the one it depends on.';
comment on column cdviz.graph_edges.id is 'A number made of the two nodes and the relation: the same after every rebuild.';
comment on column cdviz.graph_edges.from_node_id is 'Id of what depends: the service of an artifact, the run of an environment.';
comment on column cdviz.graph_edges.to_node_id is 'Id of what it depends on.';
comment on column cdviz.graph_edges.relation is 'In what way: derivedFrom, deployedWith, deployedTo, runsIn, partOf, instanceOf, triggeredBy, causedBy, produced, affects, includes, storedAt, dependsOn, follows, resolvesTo, or the kind of a link as sent.';
comment on column cdviz.graph_edges.event_timestamp is 'When the first event that says so occurred.';
comment on column cdviz.graph_edges.source_event_id is 'context.id of that event.';
comment on column cdviz.graph_edges.from_node_type is 'Type of what depends.';
comment on column cdviz.graph_edges.to_node_type is 'Type of what it depends on.';
comment on column cdviz.graph_edges.valid_from is 'Since when it holds; of several times the one that ends last.';
comment on column cdviz.graph_edges.valid_to is 'When it ceased: a deployment, with all its links, that was replaced or taken away; null while it holds.';
comment on column cdviz.graph_edges.grade is 'explicit: a link says so; id: an event names the other''s id.';
comment on column cdviz.graph_edges.from_key is 'Key of what depends, in graph_nodes.';
comment on column cdviz.graph_edges.to_key is 'Key of what it depends on, in graph_nodes.';

create or replace view cdviz.graph_deployments as
select s.node_id as service, substr(d.environment_key, length('environment|') + 1) as environment, a.node_id as artifact_id, d.occurred_at as valid_from, d.valid_to,
       d.context_id, d.position, d.service_key, d.environment_key, d.artifact_key, d.rank
from graph_deployment d
left join graph_node s on s.node_key = d.service_key
left join graph_node a on a.node_key = d.artifact_key;
comment on view cdviz.graph_deployments is 'What each service ran in each environment, from when to when; without artifact from when it was taken away.';
comment on column cdviz.graph_deployments.service is 'Id of the service.';
comment on column cdviz.graph_deployments.environment is 'Id of the environment; empty where the report names none.';
comment on column cdviz.graph_deployments.artifact_id is 'The artifact, as it was first spelled; null when the service was taken away.';
comment on column cdviz.graph_deployments.valid_from is 'When the report of it occurred.';
comment on column cdviz.graph_deployments.valid_to is 'When the next report of the service in the environment occurred; null while it is the last.';
comment on column cdviz.graph_deployments.context_id is 'context.id of the report.';
comment on column cdviz.graph_deployments.position is 'Position of the report in the log.';
comment on column cdviz.graph_deployments.service_key is 'Key of the service in graph_nodes.';
comment on column cdviz.graph_deployments.environment_key is 'Key of the environment in graph_nodes.';
comment on column cdviz.graph_deployments.artifact_key is 'Key of the artifact in graph_nodes.';
comment on column cdviz.graph_deployments.rank is 'Order of reports of one time: the life cycle''s.';

create or replace view cdviz.graph_events as
select position, context_id, chain_key, occurred_at, rank, subject_type, predicate, subject_id, node_key, outcome, event_id
from graph_event;
comment on view cdviz.graph_events is 'Every event but links, with the node it tells of.';
comment on column cdviz.graph_events.position is 'Position in the log.';
comment on column cdviz.graph_events.context_id is 'context.id.';
comment on column cdviz.graph_events.chain_key is 'context.chainId, a UUID in lower case; or null.';
comment on column cdviz.graph_events.occurred_at is 'When it occurred.';
comment on column cdviz.graph_events.rank is 'Order of events of one time: the life cycle''s.';
comment on column cdviz.graph_events.subject_type is 'Type of the subject, lower case.';
comment on column cdviz.graph_events.predicate is 'What happened to it, lower case.';
comment on column cdviz.graph_events.subject_id is 'Id of the subject as sent.';
comment on column cdviz.graph_events.node_key is 'Key of the subject in graph_nodes.';
comment on column cdviz.graph_events.outcome is 'The outcome as sent, or null.';
comment on column cdviz.graph_events.event_id is 'Id of the event in the log.';

create or replace view cdviz.graph_links as
select l.event_id, l.number, l.position, l.embedded, l.link_type, l.relation, l.chain_key, l.source_context, l.target_context, l.occurred_at,
       t.from_event, t.to_event, t.from_key, t.to_key
from graph_link l
left join graph_link_target t on t.event_id = l.event_id and t.number = l.number;
comment on view cdviz.graph_links is 'Links between events, and the events they join: none while one end is missing, several where context ids are not unique.';
comment on column cdviz.graph_links.event_id is 'The event that carries the link.';
comment on column cdviz.graph_links.number is 'Place among the links of the event; 0 for a link sent by itself.';
comment on column cdviz.graph_links.position is 'Position of the event that carries it.';
comment on column cdviz.graph_links.embedded is 'True for an item of context.links, false for a link sent by itself.';
comment on column cdviz.graph_links.link_type is 'START, PATH, END or RELATION.';
comment on column cdviz.graph_links.relation is 'follows for PATH and END; the kind of a RELATION.';
comment on column cdviz.graph_links.chain_key is 'The chain, a UUID in lower case.';
comment on column cdviz.graph_links.source_context is 'context.id of the event that follows or depends.';
comment on column cdviz.graph_links.target_context is 'context.id of the event it follows or depends on; null where the link names none.';
comment on column cdviz.graph_links.occurred_at is 'The time of the link.';
comment on column cdviz.graph_links.from_event is 'The event that follows or depends; null while it or the other is missing.';
comment on column cdviz.graph_links.to_event is 'The event it follows or depends on; null while it or the other is missing.';
comment on column cdviz.graph_links.from_key is 'Node of the event that follows or depends.';
comment on column cdviz.graph_links.to_key is 'Node of the event it follows or depends on.';
