-- What cdviz-db has had since its migrations 5 to 9, under its names: the batch door, names of runs that group, and retention.

-- A collector of today stores its events by this one, many at once.
create procedure cdviz.store_cdevents(cdevents jsonb[])
language plpgsql
security definer
set search_path = events, pg_temp
as $$
begin
    if cdevents is null or array_position(cdevents, null) is not null then
        raise exception using errcode = 'null_value_not_allowed', message = 'cdviz.store_cdevents needs events', hint = 'call cdviz.store_cdevents($1), an array without null';
    end if;
    insert into events.inbox (door, sender, content_type, body)
    select 'sql', session_user, 'application/json', convert_to(e.cdevent::text, 'UTF8')
    from unnest(cdevents) with ordinality e (cdevent, nth)
    order by e.nth;
    if pg_try_advisory_xact_lock(7310872514) then
        notify cdviz_inbox;
    end if;
end
$$;
comment on procedure cdviz.store_cdevents is
'Stores events, all or none: they are in the inbox when the caller''s transaction commits, and in the log and the tables milliseconds later. Those that are there already change nothing.';
revoke all on procedure cdviz.store_cdevents from public;

-- What an execution of a tool adds to a name makes each a name of its own, and a list by name as long as history.
create function cdviz.normalize_run_name(name text) returns text
language sql immutable parallel safe strict
return
    -- a last word of six and more in which letters follow digits, a123bc: nobody calls a version or a platform so
    regexp_replace(
        -- a last word that is a commit: seven and more hexadecimal digits, a numeral among them
        regexp_replace(
            -- a commit behind an @
            regexp_replace(
                -- @ or # and a word: a number, a branch
                regexp_replace(regexp_replace(name, '(\s#)[a-zA-Z0-9.]+', '\1...', 'g'), '(\s@)[a-zA-Z0-9][a-zA-Z0-9._-]*', '\1...', 'g'),
                '@[a-f0-9]{7,40}(?![a-zA-Z0-9])', '@...', 'g'),
            '\s(?=[a-f]*[0-9])[a-f0-9]{7,40}$', ' ...'),
        '\s(?=[a-zA-Z0-9]*[0-9][a-zA-Z0-9]*[a-zA-Z])[a-zA-Z0-9]{6,}$', ' ...');
comment on function cdviz.normalize_run_name is
'The name of a run without what makes it one of its own: #1234, @branch, a commit at the end become three dots, so that runs of one definition have one name.';

create function cdviz.execution_name(subject_type text, subject jsonb) returns text
language sql immutable parallel safe
return case subject_type
    when 'pipelinerun' then subject #>> '{content,pipelineName}'
    when 'taskrun' then subject #>> '{content,taskName}'
    when 'testcaserun' then coalesce(subject #>> '{content,testCase,name}', subject ->> 'id')
    when 'testsuiterun' then coalesce(subject #>> '{content,testSuite,name}', subject ->> 'id')
end;
comment on function cdviz.execution_name is 'The name that the subject of a CDEvent gives a pipeline, task, test case or test suite run; null for others.';

create procedure cdviz.apply_retention(keep interval)
language plpgsql
set search_path = events, pg_temp
as $$
begin
    if keep is null or keep < interval '1 day' then
        raise exception using errcode = 'invalid_parameter_value', message = 'cdviz.apply_retention keeps a day at least', hint = 'call cdviz.apply_retention(interval ''93 days'')';
    end if;
    if events.drop_old_chunks('cdevents_lake', keep) is null then
        raise exception using errcode = 'lock_not_available', message = 'generations of the event lake are being compared', hint = 'call it again later';
    end if;
end
$$;
comment on procedure cdviz.apply_retention is
'Drops whole weeks of cdviz.cdevents_lake that are older, as the setting Lake:KeepFor does. The log keeps every event, and cdviz.executions every run.';
revoke all on procedure cdviz.apply_retention from public;

-- What is made in this schema is a reader's to call; these change something.
do $$
begin
    if exists (select from pg_roles where rolname = 'cdviz_reader') then
        revoke all on procedure cdviz.store_cdevents, cdviz.apply_retention from cdviz_reader;
    end if;
    if exists (select from pg_roles where rolname = 'cdviz_collector') then
        grant execute on procedure cdviz.store_cdevents to cdviz_collector;
    end if;
    if exists (select from pg_roles where rolname = 'cdviz') then
        alter procedure cdviz.store_cdevents owner to cdviz;
        grant execute on procedure cdviz.apply_retention to cdviz;
    end if;
exception
    when insufficient_privilege then raise notice 'procedure cdviz.store_cdevents stays with %, who may not give it to the role cdviz', current_user;
end
$$;
