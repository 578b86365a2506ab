-- How far a source of the type kubernetes has come, and the workloads it knows: what has gone while nobody watched is known by that.

create table events.cluster_watch (
    source text not null,
    path text not null,
    resource_version text not null,
    seen_at timestamptz not null default now(),
    primary key (source, path)
);
comment on table events.cluster_watch is 'How far the lists of a cluster have been watched.';
comment on column events.cluster_watch.source is 'The source, by its name in the settings.';
comment on column events.cluster_watch.path is 'What is watched: the path of a list at the API server.';
comment on column events.cluster_watch.resource_version is 'The cluster''s version of it up to which all is in the inbox.';
comment on column events.cluster_watch.seen_at is 'When that was.';

create table events.cluster_workload (
    source text not null,
    path text not null,
    namespace text not null,
    name text not null,
    object jsonb not null,
    fingerprint text not null,
    primary key (source, path, namespace, name)
);
comment on table events.cluster_workload is 'Workloads of a cluster as they were seen last.';
comment on column events.cluster_workload.source is 'The source, by its name in the settings.';
comment on column events.cluster_workload.path is 'The list it is in.';
comment on column events.cluster_workload.namespace is 'Its namespace.';
comment on column events.cluster_workload.name is 'Its name.';
comment on column events.cluster_workload.object is 'What is known of it: names, labels, annotations, images; nothing of its environment variables.';
comment on column events.cluster_workload.fingerprint is 'What it is told by: as long as it stays, nothing is told.';
