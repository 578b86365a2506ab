-- The graph of the stand-in for cdviz-db: nodes and edges made by a trigger for each row, in the order of arrival.

create table cdviz.graph_nodes (
    node_id text primary key,
    node_type text not null,
    first_seen_at timestamptz not null,
    properties jsonb null
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

create function cdviz.stand_in_edge(from_id text, to_id text, to_type text, relation text, at timestamptz, event_id text) returns void
language plpgsql
as $$
begin
    if from_id is null or to_id is null then
        return;
    end if;
    insert into cdviz.graph_nodes (node_id, node_type, first_seen_at) values (to_id, to_type, at) on conflict do nothing;
    insert into cdviz.graph_edges (from_node_id, to_node_id, relation, event_timestamp, source_event_id)
    values (from_id, to_id, relation, at, event_id)
    on conflict do nothing;
end
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
    insert into cdviz.graph_nodes as n (node_id, node_type, first_seen_at, properties) values (id, new.subject, new.timestamp, content)
    on conflict (node_id) do update set properties = excluded.properties;
    perform cdviz.stand_in_edge(id, content ->> 'artifactId', 'artifact', 'deployedWith', new.timestamp, event_id);
    perform cdviz.stand_in_edge(
        id, content #>> '{environment,id}', 'environment', case new.subject when 'service' then 'deployedTo' else 'runsIn' end, new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{pipelineRun,id}', 'pipelinerun', 'partOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{testSuiteRun,id}', 'testsuiterun', 'partOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{testCase,id}', 'testcase', 'instanceOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{testSuite,id}', 'testsuite', 'instanceOf', new.timestamp, event_id);
    perform cdviz.stand_in_edge(id, content #>> '{service,id}', 'service', 'affects', new.timestamp, event_id);
    for link in select * from jsonb_array_elements(coalesce(new.payload #> '{customData,links}', '[]')) loop
        perform cdviz.stand_in_edge(
            id, link #>> '{subject,id}', coalesce(link #>> '{subject,type}', 'unknown'),
            case link ->> 'linkkind'
                when 'trigger' then 'triggeredBy' when 'cause' then 'causedBy' when 'effect' then 'causedBy' else coalesce(link ->> 'linkkind', 'dependsOn') end,
            new.timestamp, event_id);
    end loop;
    return new;
end
$$;

create trigger graph_upsert after insert on cdviz.cdevents_lake for each row execute function cdviz.fn_cdevents_lake_graph_upsert();

-- Walks paths, not nodes: a node that is reached in two ways comes twice.
create function cdviz.graph_ancestors(id text, max_depth int default 10)
returns table (node_id text, node_type text, depth int, path text[])
language sql stable
as $$
    with recursive walk as (
        select n.node_id, n.node_type, 0 as depth, array[n.node_id] as path from cdviz.graph_nodes n where n.node_id = $1
        union all
        select n.node_id, n.node_type, w.depth + 1, w.path || n.node_id
        from walk w
        join cdviz.graph_edges e on e.from_node_id = w.node_id
        join cdviz.graph_nodes n on n.node_id = e.to_node_id
        where w.depth < $2 and n.node_id <> all (w.path)
    )
    select w.node_id, w.node_type, w.depth, w.path from walk w where w.depth > 0
$$;

create function cdviz.graph_descendants(id text, max_depth int default 10)
returns table (node_id text, node_type text, depth int, path text[])
language sql stable
as $$
    with recursive walk as (
        select n.node_id, n.node_type, 0 as depth, array[n.node_id] as path from cdviz.graph_nodes n where n.node_id = $1
        union all
        select n.node_id, n.node_type, w.depth + 1, w.path || n.node_id
        from walk w
        join cdviz.graph_edges e on e.to_node_id = w.node_id
        join cdviz.graph_nodes n on n.node_id = e.from_node_id
        where w.depth < $2 and n.node_id <> all (w.path)
    )
    select w.node_id, w.node_type, w.depth, w.path from walk w where w.depth > 0
$$;
