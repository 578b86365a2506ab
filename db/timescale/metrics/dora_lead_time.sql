-- How long changes take from the merge to an environment: median seconds.

drop function if exists cdviz.dora_lead_time(timestamptz, timestamptz, text, text, text, text, text, text, bigint);
create or replace function cdviz.dora_lead_time(
    from_time timestamptz, to_time timestamptz, bucket text default null, tz text default 'UTC', environment text default null,
    service text default null, team text default null, definition text default null, known bigint default null, environment_source text default null,
    service_source text default null)
returns table (period timestamptz, period_end timestamptz, value double precision, sample bigint, affected bigint, reason text)
language sql stable
as $$
    select * from cdviz.dora_metric('lead_time', from_time, to_time, bucket, tz, environment, service, team, definition, known, environment_source, service_source)
$$;
comment on function cdviz.dora_lead_time is
'How long changes take from the merge to an environment: median seconds. value: median seconds, null where there is no evidence; reason says why. See cdviz.dora_metric.';
