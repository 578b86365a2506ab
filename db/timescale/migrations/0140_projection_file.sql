-- The SQL projections of a user's own, as the server that has their files read them: so that commands know them wherever they are run.

create table events.projection_file (
    projection text not null primary key,
    path text not null,
    version int not null,
    definition text not null,
    written_at timestamptz not null default now()
);
comment on table events.projection_file is 'The SQL projections of a user''s own; the server that has their files writes them at its start.';
comment on column events.projection_file.projection is 'The projection.';
comment on column events.projection_file.path is 'The file or folder, on the server''s machine.';
comment on column events.projection_file.version is 'Its version.';
comment on column events.projection_file.definition is 'The text of the file, or of its files one after the other.';
comment on column events.projection_file.written_at is 'When a server wrote it.';
