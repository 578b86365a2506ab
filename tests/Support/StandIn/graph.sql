-- The graph of the stand-in for cdviz-db: nodes and edges made by a trigger for each row, in the order of arrival.

create table cdviz.graph_nodes (
    node_id text primary key,
    node_type text not null,
    first_seen_at timestamptz not null,
    properties jsonb not null default '{}'
);

create table cdviz.graph_edges (
    id bigserial primary key,
    from_node_id text not null references cdviz.graph_nodes (node_id),
    to_node_id text not null references cdviz.graph_nodes (node_id),
    relation text not null,
    event_timestamp timestamptz not null,
    source_event_id text not null,
    unique (from_node_id, to_node_id, relation)
);
create index on cdviz.graph_edges (from_node_id);
create index on cdviz.graph_edges (to_node_id);
create index on cdviz.graph_edges (event_timestamp);

-- A node that is only named; one that was named without type gets it later.
create function cdviz.stand_in_node(id text, type text, at timestamptz) returns void
language sql
as $$
    insert into cdviz.graph_nodes as n (node_id, node_type, first_seen_at) values (id, type, at)
    on conflict (node_id) do update set node_type = excluded.node_type where n.node_type = 'unknown'
$$;

create function cdviz.stand_in_edge(from_id text, to_id text, to_type text, relation text, at timestamptz, event_id text) returns void
language plpgsql
as $$
begin
    if from_id is null or to_id is null then
        return;
    end if;
    perform cdviz.stand_in_node(to_id, to_type, at);
    insert into cdviz.graph_edges (from_node_id, to_node_id, relation, event_timestamp, source_event_id)
    values (from_id, to_id, relation, at, event_id)
    on conflict do nothing;
end
$$;

-- A package is what stands before the first @ or ?, the scope of an npm package included.
create function cdviz.stand_in_package(id text, at timestamptz, event_id text) returns void
language sql
as $$
    select cdviz.stand_in_edge(id, regexp_replace(id, '[@?].*$', ''), 'artifact', 'derivedFrom', at, event_id) where id ~ '^pkg:.*[@?]'
$$;

-- Upserts in the order of the event's members, so that two transactions may wait for each other in a circle; what arrives last wins.
create function cdviz.fn_cdevents_lake_graph_upsert() returns trigger
language plpgsql
as $$
declare
    id constant text := new.payload #>> '{subject,id}';
    content constant jsonb := new.payload #> '{subject,content}';
    event_id constant text := new.context_id;
    link jsonb;
begin
    insert into cdviz.graph_nodes as n (node_id, node_type, first_seen_at, properties) values (id, new.subject, new.timestamp, coalesce(content, '{}'))
    on conflict (node_id) do update set
        node_type = case n.node_type when 'unknown' then excluded.node_type else n.node_type end, properties = excluded.properties;
    if new.subject = 'artifact' then
        perform cdviz.stand_in_package(id, new.timestamp, event_id);
    end if;
    perform cdviz.stand_in_edge(
        id, content ->> 'artifactId', 'artifact', case new.subject when 'build' then 'produced' else 'deployedWith' end, new.timestamp, event_id);
    perform cdviz.stand_in_package(content ->> 'artifactId', new.timestamp, event_id);
    perform cdviz.stand_in_edge(
        id, content #>> '{environment,id}', 'environment', case when new.subject in ('testcaserun', 'testsuiterun') then 'runsIn' else 'deployedTo' end,
        new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{pipelineRun,id}', 'pipelinerun', 'partOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{testSuiteRun,id}', 'testsuiterun', 'partOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{testCase,id}', 'testcase', 'instanceOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{testSuite,id}', 'testsuite', 'instanceOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{service,id}', 'service', 'affects', new.timestamp, event_id);
    if jsonb_typeof(new.payload #> '{customData,links}') = 'array' then
        for link in select * from jsonb_array_elements(new.payload #> '{customData,links}') loop
            perform cdviz.stand_in_edge(
                id, link #>> '{subject,id}', coalesce(link #>> '{subject,type}', 'unknown'),
                case link ->> 'linkkind'
                    when 'trigger' then 'triggeredBy' when 'cause' then 'causedBy' when 'effect' then 'causedBy' else coalesce(link ->> 'linkkind', 'dependsOn') end,
                new.timestamp, event_id);
        end loop;
    end if;
    return new;
end
$$;

create trigger graph_upsert after insert on cdviz.cdevents_lake for each row execute function cdviz.fn_cdevents_lake_graph_upsert();

-- Walks paths, not nodes: a node that is reached in two ways comes twice. The first is the node itself, at depth 0.
create function cdviz.graph_ancestors(p_node_id text, p_max_depth int default 10)
returns table (node_id text, node_type text, depth int, path text[])
language sql stable
as $$
    with recursive walk as (
        select n.node_id, n.node_type, 0 as depth, array[n.node_id] as path from cdviz.graph_nodes n where n.node_id = p_node_id
        union all
        select n.node_id, n.node_type, w.depth + 1, w.path || n.node_id
        from walk w
        join cdviz.graph_edges e on e.from_node_id = w.node_id
        join cdviz.graph_nodes n on n.node_id = e.to_node_id
        where w.depth < p_max_depth and n.node_id <> all (w.path)
    )
    select w.node_id, w.node_type, w.depth, w.path from walk w
$$;

create function cdviz.graph_descendants(p_node_id text, p_max_depth int default 10)
returns table (node_id text, node_type text, depth int, path text[])
language sql stable
as $$
    with recursive walk as (
        select n.node_id, n.node_type, 0 as depth, array[n.node_id] as path from cdviz.graph_nodes n where n.node_id = p_node_id
        union all
        select n.node_id, n.node_type, w.depth + 1, w.path || n.node_id
        from walk w
        join cdviz.graph_edges e on e.to_node_id = w.node_id
        join cdviz.graph_nodes n on n.node_id = e.from_node_id
        where w.depth < p_max_depth and n.node_id <> all (w.path)
    )
    select w.node_id, w.node_type, w.depth, w.path from walk w
$$;
