-- What ran of one service in one environment at a time, as it was known at another.

create or replace function cdviz.deployment_at(of_place uuid, at timestamptz, known timestamptz default 'infinity')
returns table (artifact_id text, version text, deployed_at timestamptz, kind text, source text, chain_id text, "position" bigint, artifact_key text, recorded_at timestamptz)
language sql stable
as $$
    select l.artifact_id, l.version, l.occurred_at, l.kind, l.source, l.chain_id, l.position, l.artifact_key, l.recorded_at
    from (
        select e.*
        from cdviz.deployment_event e
        where e.place = of_place and e.recorded_at <= known and (e.known_to is null or e.known_to > known)
            -- What was known then can't have occurred later than then, but for the clocks of senders.
            and e.occurred_at <= least(at, case when known < at then known + coalesce((
                select a.occurred_at - a.recorded_at from cdviz.deployment_event a
                where a.place = of_place and a.occurred_at > a.recorded_at
                order by a.occurred_at - a.recorded_at desc limit 1), '0') end)
        order by e.occurred_at desc, e.rank desc, e.event_id desc
        limit 1) l
    where l.kind <> 'removed'
$$;
comment on function cdviz.deployment_at(uuid, timestamptz, timestamptz) is
    'What ran of a service in an environment at a time, as it was known at another: from the events that were recorded up to then. No row when nothing ran.';

create or replace function cdviz.deployment_at(of_environment text, of_service text, at timestamptz, known timestamptz default 'infinity')
returns table (artifact_id text, version text, deployed_at timestamptz, kind text, source text, chain_id text, "position" bigint, artifact_key text, recorded_at timestamptz)
language sql stable
as $$
    select d.*
    from cdviz.deployment_place p
    cross join lateral cdviz.deployment_at(p.place, at, known) d
    where p.environment = of_environment and p.service = of_service
$$;
comment on function cdviz.deployment_at(text, text, timestamptz, timestamptz) is
    'The same by ids; a row for each where several sources have services or environments of these ids.';
