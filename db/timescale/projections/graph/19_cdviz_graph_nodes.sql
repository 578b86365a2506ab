-- @views
create or replace view cdviz.graph_nodes as
select n.node_id, n.node_type,
       -- Who named it without its type may have been the first to do so.
       least(n.first_seen_at, (select min(u.first_seen_at) from graph_node u where u.node_id = n.node_id and u.node_type = 'unknown')) as first_seen_at,
       n.properties, n.reported, n.node_key, n.node_source
from graph_node n
where n.node_type <> 'unknown' or not exists (select from graph_node o where o.node_id = n.node_id and o.node_type <> 'unknown');
comment on view cdviz.graph_nodes is 'Subjects that were reported or named: artifacts, services, environments, runs, changes, incidents …';
comment on column cdviz.graph_nodes.node_id is 'Id of the subject, as it was first spelled.';
comment on column cdviz.graph_nodes.node_type is 'Type of the subject, lower case: artifact; unknown where nobody said.';
comment on column cdviz.graph_nodes.first_seen_at is 'When the first event that reports or names it occurred.';
comment on column cdviz.graph_nodes.properties is 'The subject''s content in the event that occurred last; empty while it is only named.';
comment on column cdviz.graph_nodes.reported is 'True once an event about it came; false while others only name it.';
comment on column cdviz.graph_nodes.node_key is 'The node''s identity: type and id, of environments and services also their own source; for artifacts the key that all spellings of one artifact share.';
comment on column cdviz.graph_nodes.node_source is 'The own source of an environment or a service, by which two of one id are told apart; null where none was given.';
