-- @views
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
