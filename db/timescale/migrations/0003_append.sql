-- The one way into the log.

create function events.append(
    ids uuid[],
    streams text[],
    types text[],
    dotnet_types text[],
    data jsonb[],
    headers jsonb[],
    chains text[],
    senders text[])
returns table (ord int, status text, "position" bigint, version bigint, recorded_at timestamptz)
language plpgsql
volatile
security definer
set search_path = events, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    batch constant int := cardinality(ids);
    head bigint;
    at timestamptz;
    fresh bigint;
    positions bigint[];
    versions bigint[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception using errcode = 'CD001', message = 'events.append needs the isolation level read committed';
    end if;
    if (batch = all (array[cardinality(streams), cardinality(types), cardinality(dotnet_types), cardinality(data),
                           cardinality(headers), cardinality(chains), cardinality(senders)])) is not true then
        raise exception using errcode = 'CD002', message = 'events.append needs arrays of one length';
    end if;

    -- Held to the end of the transaction: one append after the other, on every node. A statement of its own, so that each statement
    -- below sees all that was committed before.
    perform pg_advisory_xact_lock(7310872512);

    select e.seq_id, e.timestamp into head, at from mt_events e order by e.seq_id desc limit 1;
    head := coalesce(head, 0);
    at := greatest(at, clock_timestamp());

    -- Positions and versions of the new events; null for those that are in the log already, or earlier in this batch.
    select array_agg(case when n.is_new then head + n.nth end),
           array_agg(case when n.is_new then n.tail + n.nth_of_stream end),
           count(*) filter (where n.is_new)
    into positions, versions, fresh
    from (
        select i.is_new,
               count(*) filter (where i.is_new) over (order by i.ord) as nth,
               count(*) filter (where i.is_new) over (partition by i.stream collate "C" order by i.ord) as nth_of_stream,
               coalesce(s.version, 0) as tail
        from (
            select u.ord, u.stream, e.seq_id is null and row_number() over (partition by u.id order by u.ord) = 1 as is_new
            from unnest(ids, streams) with ordinality u (id, stream, ord)
            left join mt_events e on e.id = u.id
        ) i
        left join mt_streams s on s.id = i.stream
        order by i.ord
    ) n;

    if fresh > 0 then
        insert into mt_streams (id, version, timestamp, created)
        select u.stream, max(u.version), at, at
        from (select unnest(streams) as stream, unnest(versions) as version) u
        where u.version is not null
        group by u.stream
        on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;

        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, headers, user_name)
        select u.position, u.id, u.stream, u.version, u.data, u.type, at, u.dotnet_type, u.chain, u.headers, u.sender
        from (
            select unnest(positions) as position, unnest(ids) as id, unnest(streams) as stream, unnest(versions) as version, unnest(data) as data,
                   unnest(types) as type, unnest(dotnet_types) as dotnet_type, unnest(chains) as chain, unnest(headers) as headers,
                   unnest(senders) as sender
        ) u
        where u.position is not null;

        insert into subject_stream (subject_id, subject_type, stream_id)
        select substr(u.stream, length(split_part(u.stream, '|', 1)) + length(split_part(u.stream, '|', 2)) + 3), split_part(u.stream, '|', 1), u.stream
        from (select unnest(streams) as stream, unnest(versions) as version) u
        where u.version = 1
        on conflict do nothing;

        insert into chain_event (chain_id, position)
        select u.chain, u.position
        from (select unnest(chains) as chain, unnest(positions) as position) u
        where u.chain is not null and u.position is not null;

        head := head + fresh;
        update mt_event_progression p
        set last_seq_id = head, last_updated = at
        from projection_generation g
        where g.joined and p.name = g.progress_name;

        perform setval('mt_events_sequence', head);
        perform pg_notify('cdviz_events', head::text);
    end if;

    if fresh = batch then
        return query select u.ord::int, 'appended', u.position, u.version, at
        from unnest(positions, versions) with ordinality u (position, version, ord);
    else
        return query
        select u.ord::int,
               case when u.position is not null then 'appended' when e.headers ->> 'digest' = u.headers ->> 'digest' then 'duplicate' else 'conflict' end,
               e.seq_id, e.version, e.timestamp
        from unnest(ids, positions, headers) with ordinality u (id, position, headers, ord)
        join mt_events e on e.id = u.id;
    end if;
end
$$;

comment on function events.append is
'Appends a batch of events: gives versions and positions, drops what is in the log already, keeps streams, subjects, chains and the progress of joined
projections. Answers one row per event, in order: appended with its position and version; duplicate (same content) or conflict (other content under the
same id) with those of the event that came first. All arrays have one length; the order of their elements is the order of the events.';
revoke all on function events.append from public;

create function events.settle() returns void
language plpgsql
security definer
set search_path = events, pg_temp
as $$
begin
    -- Whoever holds the lock is appending, and leaves the sequence where it belongs.
    if pg_try_advisory_xact_lock(7310872512) then
        perform setval('mt_events_sequence', greatest(head, 1), head > 0)
        from (select coalesce(max(seq_id), 0) as head from mt_events) log;
    end if;
end
$$;
comment on function events.settle is
'Puts the sequence back to the last position. An append that was rolled back leaves it ahead, where Marten would take it for events to come.';
revoke all on function events.settle from public;
