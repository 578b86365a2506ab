-- @tables
create table change_fact (
    id uuid not null,
    position bigint not null,
    known_to bigint null,
    occurred_at timestamptz not null,
    context_id text not null,
    change_id text not null,
    repository text not null,
    chain_id text null,
    services text[] null,
    alias text null
);
comment on table change_fact is 'Merges of changes as reported.';
comment on column change_fact.id is 'Id of the event.';
comment on column change_fact.position is 'Position from which it is known so.';
comment on column change_fact.known_to is 'Position of the correction from which it is known otherwise; null while it stands.';
comment on column change_fact.occurred_at is 'When it was merged.';
comment on column change_fact.context_id is 'context.id of the event.';
comment on column change_fact.change_id is 'Id of the change.';
comment on column change_fact.repository is 'Id of the repository; empty where none is named.';
comment on column change_fact.chain_id is 'Its chain.';
comment on column change_fact.services is 'Of the services whose files the settings name those that it touched; null where it does not say what it touched.';
comment on column change_fact.alias is 'The rule by which its context id is read.';
create index on change_fact (change_id);
create index on change_fact (repository, occurred_at);
create index on change_fact (chain_id);
create index on change_fact (context_id);
create index on change_fact (id);
create index on change_fact (position);
create index on change_fact (known_to) where known_to is not null;
