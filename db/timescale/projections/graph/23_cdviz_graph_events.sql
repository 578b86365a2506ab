-- @views
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
