-- Which share of deployments fails.

drop function if exists cdviz.dora_change_failure_rate(timestamptz, timestamptz, text, text, text, text, text, text, bigint);
create or replace function cdviz.dora_change_failure_rate(
    from_time timestamptz, to_time timestamptz, bucket text default null, tz text default 'UTC', environment text default null,
    service text default null, team text default null, definition text default null, known bigint default null, environment_source text default null,
    service_source text default null)
returns table (period timestamptz, period_end timestamptz, value double precision, sample bigint, affected bigint, reason text)
language sql stable
as $$
    select * from cdviz.dora_metric('change_failure_rate', from_time, to_time, bucket, tz, environment, service, team, definition, known, environment_source, service_source)
$$;
comment on function cdviz.dora_change_failure_rate is
'Which share of deployments fails. value: share from 0 to 1, null where there is no evidence; reason says why. See cdviz.dora_metric.';
