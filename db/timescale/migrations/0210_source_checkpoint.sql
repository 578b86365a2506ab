-- How far the sources that are asked have come, so that they go on where they were whichever node asks next.

create table events.source_checkpoint (
    source text not null,
    item text not null,
    state text not null,
    updated_at timestamptz not null default now(),
    primary key (source, item)
);
comment on table events.source_checkpoint is
'One row for each thing of a source that is asked (a file, an object, a tag, its cursor): what of it was taken. It is written when what was taken is in the log or in the inbox.';
comment on column events.source_checkpoint.source is 'The source by its name in the settings, or what was imported.';
comment on column events.source_checkpoint.item is 'The thing; empty for the asking itself, whose updated_at is when the source was asked last.';
comment on column events.source_checkpoint.state is 'What of it was taken, in the words of its kind of source.';
comment on column events.source_checkpoint.updated_at is 'When that was written.';
