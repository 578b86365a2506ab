-- @views
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
