-- Failed deployments by a definition: why, and from when to when.

create or replace function cdviz.dora_failure(definition text default null, known bigint default null)
returns table (deployment_id uuid, rule text, from_at timestamptz, to_at timestamptz, open tstzmultirange)
language sql stable
as $$
    -- The rule that counts first, by the ranks that cdviz.dora_cause gives.
    select c.deployment_id, (array_agg(c.rule order by c.rank))[1], min(c.from_at),
           case when count(c.incident) = 0 then min(c.to_at)
                when bool_and(c.to_at is not null) filter (where c.incident is not null) then max(c.to_at) filter (where c.incident is not null) end,
           -- One that is not over yet is open from then on.
           range_agg(tstzrange(coalesce(c.from_at, c.to_at), case when c.to_at is not null then greatest(c.to_at, c.from_at) end, '[]')) filter (where c.incident is not null)
    from cdviz.dora_cause(definition, known) c
    group by c.deployment_id
$$;
comment on function cdviz.dora_failure is
'Failed deployments by a definition: the rule that counts first, when the first incident was detected (null where only its end is known), when the last was over (null while one is not) or else when it was
taken back, and while which times an incident was open.';

create or replace function cdviz.dora_recovery_start(recovery_from text, deployed_at timestamptz, from_at timestamptz, by_incident boolean) returns timestamptz
language sql immutable
as $$
    select case when recovery_from = 'detected' and (by_incident or from_at is not null) then from_at else deployed_at end
$$;
comment on function cdviz.dora_recovery_start is
'From when recovery is counted, by where a definition starts the clock: detected or deployed. null where that is the detection of an incident of which only the end is known.';

create or replace function cdviz.dora_seconds_between(from_at timestamptz, to_at timestamptz) returns double precision
language sql immutable
as $$
    select case when to_at >= from_at then extract(epoch from to_at - from_at)::double precision end
$$;
comment on function cdviz.dora_seconds_between is 'How long it took; null where one time is not known, or clocks have the end before the beginning.';

create or replace function cdviz.dora_recovery_seconds(recovery_from text, deployed_at timestamptz, from_at timestamptz, to_at timestamptz) returns double precision
language sql immutable
as $$
    select cdviz.dora_seconds_between(cdviz.dora_recovery_start(recovery_from, deployed_at, from_at, false), to_at)
$$;
comment on function cdviz.dora_recovery_seconds is
'How long recovery took where the beginning is known, by where a definition starts the clock: detected or deployed; null while it is not over.';
