-- Settings of statements, written by the program at its start from its own configuration.

create table events.projection_setting (
    projection text not null,
    name text not null,
    value text not null,
    primary key (projection, name)
);
comment on table events.projection_setting is 'Settings on which rows of SQL projections depend; the program writes them at its start.';
comment on column events.projection_setting.projection is 'The projection.';
comment on column events.projection_setting.name is 'Name of the setting.';
comment on column events.projection_setting.value is 'Its value.';

create function events.projection_setting(projection text, name text) returns text
language sql stable parallel safe
return (select s.value from events.projection_setting s where s.projection = projection_setting.projection and s.name = projection_setting.name);
comment on function events.projection_setting is 'A setting of a projection; null where it has none of that name.';
