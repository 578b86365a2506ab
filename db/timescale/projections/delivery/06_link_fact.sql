-- @tables
create table link_fact (
    event_id uuid not null,
    position bigint not null,
    known_to bigint null,
    kind text not null,
    target text not null,
    subject text not null,
    incident_key text null,
    alias text null
);
comment on table link_fact is 'What deployments and incidents say they have to do with.';
comment on column link_fact.event_id is 'Id of the event with the link.';
comment on column link_fact.position is 'Position of that event.';
comment on column link_fact.known_to is 'Position of the correction that took the event away; null while it stands.';
comment on column link_fact.kind is 'PATH, or the kind of the relation.';
comment on column link_fact.target is 'context.id of the other event.';
comment on column link_fact.subject is 'service or incident: of the event with the link.';
comment on column link_fact.incident_key is 'The incident whose event has the link.';
comment on column link_fact.alias is 'The rule by which its target is read.';
create index on link_fact (event_id);
create index on link_fact (target);
create index on link_fact (incident_key) where incident_key is not null;
