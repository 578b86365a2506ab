-- The ranks of event types, written by the program at its start from its own catalogue: SQL reads here what C# knows.

create table events.event_type (
    type text primary key,
    subject text not null,
    predicate text not null,
    rank smallint not null
);
comment on table events.event_type is 'Event types of the log and their place in the life cycle of their subject; the program writes it at its start.';
comment on column events.event_type.type is 'Name in the log, as in events.mt_events: pipeline_run_started.';
comment on column events.event_type.subject is 'Subject, as in the type of the event: pipelinerun.';
comment on column events.event_type.predicate is 'What happened, as in the type of the event: started.';
comment on column events.event_type.rank is 'Order of events of one subject and moment: those that open a life 0, those that end it 9.';
