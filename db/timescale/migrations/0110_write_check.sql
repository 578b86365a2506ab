-- Whether anything can be written at all is seen by writing. Each time in new files, for a full disk still takes what fits into the old ones.
create table events.write_check (
    filler text not null
);
alter table events.write_check alter column filler set storage plain;
comment on table events.write_check is 'A few rows, written anew where nothing else was written for a while, to see that the database takes what is written.';
comment on column events.write_check.filler is 'Nothing of interest.';

create function events.check_write() returns void
language plpgsql
set search_path = events, pg_temp
set lock_timeout = '200ms'
as $$
begin
    begin
        truncate write_check;
    exception
        -- Somebody dumps the database, or another node does the same: then the table grows a little.
        when lock_not_available then null;
    end;
    insert into write_check (filler) select repeat('x', 7000) from generate_series(1, 8);
end
$$;
comment on function events.check_write is 'Writes 64 KiB into new files, and fails where the disk is full or nothing may be written.';
revoke all on function events.check_write from public;
