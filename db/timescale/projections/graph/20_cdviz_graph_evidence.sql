-- @views
create or replace view cdviz.graph_evidence as
select e.from_key, e.to_key, e.relation, case when e.kind in ('reference', 'unsourced') then 'id' else 'explicit' end as grade, e.first_at, e.source_event_id,
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
